import assert from "node:assert/strict";
import fc from "fast-check";
import {
  egressGatewayPorts,
  egressGatewayRule,
  egressRoute,
  gatewayOriginationRule,
  originationRule,
  serviceEntry,
} from "../../../mesh/security/egress-rules";
import { anyHosts } from "./arbitrary-security";

describe("way out through the egress gateway", () => {
  it("leads from every listed port to the gateway and on to the host (any hosts)", () => {
    fc.assert(
      fc.property(anyHosts, (hosts) => {
        const ports = egressGatewayPorts(hosts);
        const subsets = egressGatewayRule(hosts).spec.subsets ?? [];
        for (const host of hosts) {
          const { gateway, route } = egressRoute(host);
          const opened = (gateway.spec.servers ?? []).map(({ port }) => port.number);
          assert.deepEqual(new Set(opened), new Set(host.ports.map(({ number }) => number)));
          assert.ok(opened.every((number) => ports.includes(number)));
          const routes = [...(route.spec.http ?? []), ...(route.spec.tls ?? [])];
          for (const { number } of host.ports) {
            const steps = routes.filter(({ match }) => match?.[0]?.port === number);
            assert.deepEqual(
              steps.map(({ match, route: to }) => [match?.[0]?.gateways?.[0], to?.[0]?.destination.host]),
              [
                ["mesh", "istio-egressgateway.istio-system.svc.cluster.local"],
                [gateway.name, host.host],
              ],
            );
            const subset = steps[0]?.route?.[0]?.destination.subset;
            assert.ok(subsets.some(({ name }) => name === subset));
          }
        }
      }),
    );
  });

  it("has TLS spoken with a host by whoever calls it, and by the gateway with the authority that it alone can read", () => {
    const port = { number: 80, protocol: "HTTP", tls: "originate", targetPort: 8443, verify: "system" } as const;
    const host = { host: "api.example.com", ports: [{ ...port, caSecret: "example-ca" }] };
    const tls = { mode: "SIMPLE", sni: "api.example.com", subjectAltNames: ["api.example.com"] } as const;
    assert.deepEqual(originationRule(host)?.spec, {
      host: "api.example.com",
      trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls }] },
    });
    assert.deepEqual(gatewayOriginationRule(host)?.spec, {
      host: "api.example.com",
      workloadSelector: { matchLabels: { istio: "egressgateway" } },
      trafficPolicy: {
        portLevelSettings: [{ port: { number: 80 }, tls: { ...tls, credentialName: "example-ca" } }],
      },
    });
    assert.equal(gatewayOriginationRule({ ...host, ports: [port] }), undefined);
    assert.equal(serviceEntry(host).spec.ports?.[0]?.targetPort, 8443);
  });
});
