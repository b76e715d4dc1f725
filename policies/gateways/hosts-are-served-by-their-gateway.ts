import { definePolicy, findKnown } from "../engine/policy";
import { hostsOverlap } from "../objects/host";

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
    const names = virtualService.gatewayNames();
    const gateways = findKnown(view.gateways, ({ fullName }) => names.includes(fullName));
    // Gateways that the stack does not have are another policy's business.
    if (gateways.length === 0 || virtualService.isForMesh) return;
    const { namespace } = virtualService.object;

    each(virtualService.hosts(), (host) => {
      const servers = gateways.flatMap((gateway) => gateway.servers());
      const serving = findKnown(servers, (server) =>
        server
          .scopedHosts()
          .some(
            (served) => hostsOverlap(served.host, host) && (served.namespace === "*" || served.namespace === namespace),
          ),
      );
      if (serving.length > 0) return;
      const served = servers.flatMap((server) => server.hosts()).join(", ");
      report(
        `${virtualService.title}: ${host} is none of the hosts of ${gateways.map(({ title }) => title).join(", ")} (${served})`,
      );
    });
  },
});
