import { definePolicy } from "../engine/policy";
import { type Server } from "../objects/gateway";
import { hostsOverlap } from "../objects/host";
import { gatewaysNamed } from "../objects/named-gateways";
import { type VirtualService } from "../objects/virtual-service";
import { findKnown } from "../resources/subject";

export const hostsAreServedByTheirGateway = definePolicy({
  name: "hosts-are-served-by-their-gateway",
  description:
    "Every host of a VirtualService for a gateway is among the hosts of that gateway's servers. The gateway answers 404 for any other.",
  severity: "medium",
  codes: ["IST0132"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0132/",
  remediationSteps: "add the host to a server of the Gateway, or remove it from the VirtualService.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, each, report }) {
    const gateways = virtualService.gatewayNames().flatMap((name) => gatewaysNamed(view, name));
    // Gateways that the stack does not have are another policy's business.
    if (gateways.length === 0) return;
    const servers = gateways.flatMap((gateway) => gateway.servers());
    const where = `the hosts of ${gateways.map(({ title }) => title).join(", ")}`;

    // Of one that is for the mesh too some hosts may be meant for the inside.
    if (virtualService.isForMesh) {
      const hosts = virtualService.hosts();
      if (findKnown(hosts, (host) => isServed(host, servers, virtualService)).length > 0 || hosts.length === 0) return;
      report(`${virtualService.title}: ${hosts.join(", ")}: none is among ${where} (${hostText(servers)})`);
      return;
    }
    each(virtualService.hosts(), (host) => {
      if (isServed(host, servers, virtualService)) return;
      report(`${virtualService.title}: ${host} is none of ${where} (${hostText(servers)})`);
    });
  },
});

function isServed(host: string, servers: readonly Server[], { object }: VirtualService): boolean {
  const serving = findKnown(servers, (server) =>
    server
      .scopedHosts()
      .some((served) => hostsOverlap(served.host, host) && ["*", object.namespace].includes(served.namespace)),
  );
  return serving.length > 0;
}

/** As a Gateway writes them: one that is for a namespace alone with that. */
function hostText(servers: readonly Server[]): string {
  const hosts = servers.flatMap((server) => server.scopedHosts());
  const texts = hosts.map(({ host, namespace }) => (namespace === "*" ? host : `${namespace}/${host}`));
  return texts.length === 0 ? "it has none" : [...new Set(texts)].join(", ");
}
