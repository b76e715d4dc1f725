import { definePolicy } from "../engine/policy";
import { labelText } from "../objects/workload";
import { selectSamePods } from "../rules/gateway-pods";
import { certificatesOf, clashingKinds, earlierServers, hostKeys, type PlacedServer } from "../rules/gateway-servers";

export const gatewaysDoNotConflict = definePolicy({
  name: "gateways-do-not-conflict",
  description:
    "No two servers of Gateways for the same pods have the same port, address and host, or protocols there that cannot share it: Istio applies the older one and drops the other, and which that is changes when one is made anew. No two show one certificate for different hosts: browsers use a connection to one for the other too, and get a 404.",
  severity: "high",
  codes: ["IST0138", "IST0145", "KIA0301"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0145/",
  remediationSteps:
    "give the servers different hosts or ports, or merge them into one server, with all hosts of the certificate, that both VirtualServices name.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.gateways,
  check(gateway, { view, each, report }) {
    const pods = labelText(sorted(gateway.selector()));
    const meets = (other: PlacedServer) => selectSamePods(gateway.selector(), other.gateway.selector(), view);
    each(gateway.servers(), (server) => {
      const earlier = earlierServers(view, gateway, server);
      const rivals = hostKeys(server).flatMap(({ key, host }) =>
        [...earlier(key)].filter(meets).map((other) => ({ title: other.server.title, host })),
      );
      for (const { title, host } of rivals) {
        report(`${server.title} and ${title} are both for ${host} and for pods with ${pods}`);
      }
      if (rivals.length > 0) return;

      for (const key of clashingKinds(server)) {
        const other = first(earlier(key), meets)?.server;
        if (!other) continue;
        report(
          `${server.title} with ${server.protocol} and ${other.title} with ${other.protocol} cannot share a port, and are both for pods with ${pods}`,
        );
      }
      for (const { key, name } of certificatesOf(server)) {
        const other = first(earlier(key), meets)?.server;
        if (!other) continue;
        report(
          `${server.title} and ${other.title} show one certificate (${name}) for different hosts, and are both for pods with ${pods}`,
        );
      }
    });
  },
});

function first<T>(items: Iterable<T>, holds: (item: T) => boolean): T | undefined {
  for (const item of items) if (holds(item)) return item;
  return undefined;
}

function sorted(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)));
}
