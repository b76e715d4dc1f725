import assert from "node:assert/strict";
import {
  type BalancerController,
  balancerValues,
  controllerOf,
  type LoadBalancerConfig,
} from "../../../mesh/network/load-balancer";
import { type GatewayTls } from "../../../mesh/security/gateway-tls";

const ARN = "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
const acm: GatewayTls = { acmCertificateArn: ARN, minVersion: "TLSV1_2", redirect: true };
const prefix = "service.beta.kubernetes.io/aws-load-balancer-";

/** The values for a load balancer, with annotations by what is behind their common prefix. */
function values(config: Partial<LoadBalancerConfig>, tls?: GatewayTls, tags: Record<string, string> = {}) {
  const whole = {
    controller: "aws-load-balancer-controller",
    scheme: "internet-facing",
    proxyProtocol: false,
  } as const;
  const { service, podAnnotations } = balancerValues({ ...whole, ...config }, tls, tags);
  const annotations = Object.fromEntries(
    Object.entries(service.annotations).map(([name, value]) => {
      assert.ok(name.startsWith(prefix), name);
      return [name.slice(prefix.length), value];
    }),
  );
  return { ...service, annotations, podAnnotations };
}

describe("the load balancer before the gateway", () => {
  for (const [controller, loadBalancerClass] of [
    ["aws-load-balancer-controller", "service.k8s.aws/nlb"],
    ["auto-mode", "eks.amazonaws.com/nlb"],
  ] as const) {
    it(`is told all that matters, whoever makes it: ${controller}`, () => {
      const made = values({ controller });
      assert.equal(made.loadBalancerClass, loadBalancerClass);
      assert.deepEqual(made.annotations, {
        scheme: "internet-facing",
        "nlb-target-type": "ip",
        attributes: "load_balancing.cross_zone.enabled=true",
        "healthcheck-port": "15021",
        "healthcheck-protocol": "http",
        "healthcheck-path": "/healthz/ready",
      });
      assert.equal(controllerOf(loadBalancerClass), controller);
    });

    it(`is internal where the config says so: ${controller}`, () =>
      assert.equal(values({ controller, scheme: "internal" }).annotations["scheme"], "internal"));
  }

  it("has no class, and none of the newer annotations, where the controller in-tree makes it", () => {
    const made = values({ controller: "in-tree" });
    assert.ok(!("loadBalancerClass" in made));
    assert.deepEqual(made.annotations, {
      type: "nlb",
      "cross-zone-load-balancing-enabled": "true",
      internal: "false",
    });
    assert.equal(values({ controller: "in-tree", scheme: "internal" }).annotations["internal"], "true");
    assert.equal(controllerOf(undefined), "in-tree");
    assert.equal(controllerOf("example.com/another"), undefined);
  });

  for (const controller of ["aws-load-balancer-controller", "auto-mode", "in-tree"] satisfies BalancerController[]) {
    it(`listens where something answers, and nowhere else: ${controller}`, () => {
      const ports = (tls?: GatewayTls) => values({ controller }, tls).ports.map(({ port }) => port);
      assert.deepEqual(ports(), [80]);
      assert.deepEqual(ports(acm), [80, 443]);
      assert.deepEqual(ports({ credentialName: "cert", minVersion: "TLSV1_2", redirect: true }), [80, 443]);
    });

    it(`shows a certificate of ACM: ${controller}`, () => {
      const { annotations } = values({ controller }, acm);
      assert.equal(annotations["ssl-cert"], ARN);
      assert.equal(annotations["ssl-ports"], "443");
      assert.equal(annotations["ssl-negotiation-policy"], "ELBSecurityPolicy-TLS13-1-2-2021-06");
    });
  }

  it("speaks the PROXY protocol to a gateway that expects it, and not to its readiness port's HTTP", () => {
    const { annotations, podAnnotations } = values({ proxyProtocol: true });
    assert.equal(annotations["proxy-protocol"], "*");
    assert.equal(annotations["healthcheck-protocol"], "tcp");
    assert.equal(annotations["healthcheck-path"], undefined);
    assert.deepEqual(JSON.parse(podAnnotations?.["proxy.istio.io/config"] ?? ""), {
      terminationDrainDuration: "60s",
      gatewayTopology: { proxyProtocol: {} },
    });
    assert.doesNotMatch(values({}).podAnnotations?.["proxy.istio.io/config"] ?? "", /proxyProtocol/);
  });

  it("has pods that serve for as long as they may be sent to, where they are its targets themselves", () => {
    const made = (controller: BalancerController) =>
      balancerValues({ controller, scheme: "internal", proxyProtocol: false }, undefined, {});
    assert.equal(made("auto-mode").podAnnotations?.["proxy.istio.io/config"], '{"terminationDrainDuration":"60s"}');
    assert.equal(made("aws-load-balancer-controller").terminationGracePeriodSeconds, 90);
    assert.deepEqual(Object.keys(made("in-tree")), ["service"]);
  });

  for (const controller of ["aws-load-balancer-controller", "auto-mode", "in-tree"] satisfies BalancerController[])
    it(`bears the stack's tags: ${controller}`, () => {
      const { annotations } = values({ controller }, undefined, { project: "bookinfo-mesh", owner: "platform" });
      assert.equal(annotations["additional-resource-tags"], "project=bookinfo-mesh,owner=platform");
    });
});
