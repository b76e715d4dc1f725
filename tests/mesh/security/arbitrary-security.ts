import fc from "fast-check";
import { servicesCutOff } from "../../../config/sections/client-rule-problems";
import { BOOKINFO, BOOKINFO_PORT } from "../../../mesh/bookinfo";
import { type EgressConfig, type EgressHost, type EgressPort } from "../../../mesh/security/egress";
import { type SecurityPlan } from "../../../mesh/security/security-plan";
import { type ClientRule, type MutualTlsMode, type TlsException } from "../../../mesh/security/security";

export const services = Object.keys(BOOKINFO);

const anyMode = fc.constantFrom<MutualTlsMode>("mesh", "namespace", "permissive");

/** Exceptions as the config accepts them: at most one for a workload and port. */
export const anyExceptions: fc.Arbitrary<TlsException[]> = fc.uniqueArray(
  fc
    .record({
      workload: fc.constantFrom(...services),
      wholeWorkload: fc.boolean(),
      mode: fc.constantFrom<TlsException["mode"]>("permissive", "strict"),
      reason: fc.constantFrom("a job without sidecar", "an old client"),
    })
    .map(({ wholeWorkload, ...exception }) => ({ ...exception, ...(!wholeWorkload && { port: BOOKINFO_PORT }) })),
  { selector: ({ workload, port }) => `${workload} ${port}`, maxLength: 4 },
);

/** Client rules as they may be written; which of them the config takes depends on the rest of it. */
export const anyClientRules: fc.Arbitrary<ClientRule[]> = fc.uniqueArray(
  fc.record({
    host: fc.constantFrom(
      "orders.legacy.svc.cluster.local",
      "*.legacy.svc.cluster.local",
      "*.cluster.local",
      "*.default.svc.cluster.local",
      "ratings.default.svc.cluster.local",
    ),
    tls: fc.constantFrom<ClientRule["tls"]>("DISABLE", "SIMPLE", "ISTIO_MUTUAL"),
    reason: fc.constant("no sidecar there"),
  }),
  { selector: ({ host }) => host, maxLength: 3 },
);

const anyPort: fc.Arbitrary<EgressPort> = fc.oneof(
  fc.record({
    number: fc.constantFrom(80, 8080),
    protocol: fc.constant<EgressPort["protocol"]>("HTTP"),
    targetPort: fc.constant(443),
    verify: fc.constantFrom<EgressPort["verify"]>("system", "none"),
    tls: fc.constant<"originate">("originate"),
    caSecret: fc.constantFrom("example-ca", undefined),
  }),
  fc.record({
    number: fc.constantFrom(80, 443, 8443),
    protocol: fc.constantFrom<EgressPort["protocol"]>("HTTP", "HTTPS", "TLS"),
    targetPort: fc.constant(443),
    verify: fc.constant<EgressPort["verify"]>("system"),
  }),
);

export const anyHosts: fc.Arbitrary<EgressHost[]> = fc.uniqueArray(
  fc.record({
    host: fc.constantFrom("api.example.com", "a-b.example.com", "a.b-example.com", "files.example.org"),
    ports: fc.uniqueArray(anyPort, { selector: ({ number }) => number, minLength: 1, maxLength: 3 }),
  }),
  { selector: ({ host }) => host, maxLength: 3 },
);

const anyEgress: fc.Arbitrary<EgressConfig> = fc.record({
  policy: fc.constantFrom<EgressConfig["policy"]>("ALLOW_ANY", "REGISTRY_ONLY"),
  via: fc.constantFrom<EgressConfig["via"]>("sidecar", "gateway"),
  hosts: anyHosts,
});

/** Any security that the config accepts. */
export const anySecurity: fc.Arbitrary<SecurityPlan> = fc
  .record({
    mtls: anyMode,
    clientTls: fc.constantFrom<SecurityPlan["clientTls"]>("auto", "mutual"),
    apiServerTls: fc.constantFrom<SecurityPlan["apiServerTls"]>("disable", "auto"),
    exceptions: anyExceptions,
    clientRules: anyClientRules,
    authorization: fc.constantFrom<SecurityPlan["authorization"]>("none", "enforced"),
    egress: anyEgress,
    namespace: fc.constantFrom("default", "bookinfo"),
    gatewayNamespace: fc.constantFrom("istio-system", "istio-ingress"),
    httpPort: fc.constant(30080),
    https: fc.boolean(),
    redirect: fc.boolean(),
    tokenPaths: fc.constantFrom([], ["/productpage"], ["/details/*"]),
    meshRoot: fc.constant<SecurityPlan["meshRoot"]>({ from: "istiod" }),
    secrets: fc.constant([]),
  })
  .map((plan) => (cutsOff(plan) ? { ...plan, clientRules: [] } : plan));

function cutsOff(plan: SecurityPlan): boolean {
  return plan.clientRules.some((rule) => servicesCutOff(rule, plan.clientRules, plan).length > 0);
}
