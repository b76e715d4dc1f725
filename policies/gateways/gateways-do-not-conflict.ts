import { definePolicy } from "../engine/policy";
import { type ScopedHost, type Server } from "../objects/gateway";
import { labelText } from "../objects/workload";

export const gatewaysDoNotConflict = definePolicy({
  name: "gateways-do-not-conflict",
  description:
    "No two servers of Gateways for the same pods have the same port, address and host. Istio applies the older one and drops the other, and which that is changes when one is made anew.",
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
    const earlier = view.gateways.slice(0, position);

    each(gateway.servers().entries(), ([index, server]) => {
      const compare = (other: Server) => {
        if (other.port !== server.port || other.bind !== server.bind) return;
        const shared = server.scopedHosts().find((one) => other.scopedHosts().some((another) => isSame(one, another)));
        if (shared === undefined) return;
        report(`${server.title} and ${other.title} are both for ${shared.host} and for pods with ${selector}`);
      };
      each(gateway.servers().slice(0, index), compare);
      each(earlier, (other) => {
        if (labelText(sorted(other.selector())) === selector) each(other.servers(), compare);
      });
    });
  },
});

/** Of hosts that differ in their text the more specific one decides, or each is for other VirtualServices. */
function isSame(a: ScopedHost, b: ScopedHost): boolean {
  return a.host === b.host && a.namespace === b.namespace;
}

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)));
}
