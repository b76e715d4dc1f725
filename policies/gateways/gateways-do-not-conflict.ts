import { definePolicy, findKnown } from "../engine/policy";
import { hostsOverlap } from "../objects/host";
import { labelText } from "../objects/workload";

export const gatewaysDoNotConflict = definePolicy({
  name: "gateways-do-not-conflict",
  description:
    "No two servers of Gateways for the same pods have the same port and a host in common. Istio heeds the older one and drops the other, and which that is changes when one is made anew.",
  severity: "high",
  codes: ["IST0145", "KIA0301"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0145/",
  remediationSteps: "give the servers different hosts, or merge them into one Gateway that both VirtualServices name.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.gateways,
  check(gateway, { view, each, report }) {
    const position = view.gateways.findIndex(({ resource }) => resource === gateway.resource);
    const selector = labelText(sorted(gateway.selector()));
    const earlier = findKnown(
      view.gateways.slice(0, position),
      (other) => labelText(sorted(other.selector())) === selector,
    );

    each(gateway.servers().entries(), ([index, server]) => {
      const others = [...earlier.flatMap((other) => other.servers()), ...gateway.servers().slice(0, index)];
      for (const other of findKnown(others, ({ port }) => port === server.port)) {
        const shared = server.hosts().find((host) => other.hosts().some((otherHost) => hostsOverlap(host, otherHost)));
        if (shared !== undefined)
          report(`${server.title} and ${other.title} are both for ${shared} and for pods with ${selector}`);
      }
    });
  },
});

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)));
}
