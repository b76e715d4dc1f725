import assert from "node:assert/strict";
import fc from "fast-check";
import { servicesCutOff } from "../../../config/sections/client-rule-problems";
import { hostSlug, isClusterHost, isHostName } from "../../../mesh/istio/host-name";
import { tokenIssuer, tokenRequired } from "../../../mesh/security/authorization";
import { applicationTls } from "../../../mesh/security/client-tls";
import {
  egressGatewayRule,
  egressRoute,
  gatewayOriginationRule,
  originationRule,
  serviceEntry,
} from "../../../mesh/security/egress-rules";
import { peerAuthentications } from "../../../mesh/security/peer-authentication";
import { type SecurityPlan } from "../../../mesh/security/security-plan";
import { crdValidator } from "../istio/crd-schemas";
import { anyClientRules, anySecurity, services } from "./arbitrary-security";
import { clientMode, plainTextTaken } from "./istio-semantics";
import { clientRules, policies } from "./rendered";
import { gateway, tls } from "./sample-gateway";
import { SANDBOX_PLAN } from "./sandbox-plan";

const plan = SANDBOX_PLAN;

describe("security objects", () => {
  it("are valid against Istio's own CRDs (any security)", function () {
    this.timeout(120_000); // The schemas may have to be downloaded first.
    const problemsOf = {
      peer: crdValidator("PeerAuthentication"),
      policy: crdValidator("AuthorizationPolicy"),
      destination: crdValidator("DestinationRule"),
      entry: crdValidator("ServiceEntry"),
      gateway: crdValidator("Gateway"),
      service: crdValidator("VirtualService"),
      request: crdValidator("RequestAuthentication"),
    };
    const assertValid = (kind: keyof typeof problemsOf, objects: readonly { readonly spec: unknown }[]) => {
      for (const { spec } of objects) assert.deepEqual(problemsOf[kind](spec), []);
    };
    assert.notDeepEqual(problemsOf.peer({ mtls: { mode: "OFF" } }), []);
    fc.assert(
      fc.property(anySecurity, (security) => {
        const { hosts } = security.egress;
        assertValid("peer", peerAuthentications(security));
        assertValid("policy", policies(security));
        assertValid("destination", [
          ...clientRules(security),
          ...hosts.flatMap((host) => [originationRule(host) ?? [], gatewayOriginationRule(host) ?? []].flat()),
          egressGatewayRule(hosts),
        ]);
        assertValid("entry", hosts.map(serviceEntry));
        assertValid(
          "gateway",
          hosts.map((host) => egressRoute(host).gateway),
        );
        assertValid(
          "service",
          hosts.map((host) => egressRoute(host).route),
        );
      }),
    );
    const jwt = { issuer: "https://a", jwks: "{}", audiences: ["b"], required: ["/api/*"] };
    const labels = { istio: "ingressgateway" };
    assertValid("request", [tokenIssuer(jwt, "istio-system", labels)]);
    assertValid("policy", [tokenRequired(jwt, { ...gateway, tls }, labels) ?? assert.fail()]);
  });

  it("have names of their own (any security)", () => {
    fc.assert(
      fc.property(anySecurity, (security) => {
        const { hosts } = security.egress;
        const rules = [
          ...clientRules(security),
          ...hosts.flatMap((host) => [originationRule(host) ?? [], gatewayOriginationRule(host) ?? []].flat()),
          egressGatewayRule(hosts),
        ];
        for (const objects of [rules, peerAuthentications(security), policies(security), hosts.map(serviceEntry)]) {
          const names = objects.map(({ namespace, name }) => `${namespace}/${name}`);
          assert.deepEqual([...new Set(names)], names);
        }
      }),
    );
  });

  it("are named by hosts of which no two share a name, in a form that Istio takes (any hosts)", () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
    const anyHost = fc
      .tuple(fc.constantFrom("", "*.", "any."), fc.array(label, { minLength: 2, maxLength: 6 }))
      .map(([start, labels]) => `${start}${labels.join(".")}`);
    const near = fc.constantFrom("a-b.c.d", "a.b-c.d", "*.c.d", "any.c.d", "any-c.d");
    fc.assert(
      fc.property(fc.oneof(anyHost, near), fc.oneof(anyHost, near), (one, other) => {
        assert.match(hostSlug(one), /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        assert.equal(hostSlug(one) === hostSlug(other), one === other);
      }),
    );
    assert.notEqual(hostSlug("a-b.c.d"), hostSlug("a.b-c.d"));
    assert.notEqual(hostSlug("*.c.d"), hostSlug("any.c.d"));
  });

  it("have hosts that Istio takes", () => {
    const long = "a".repeat(64);
    const hosts = [
      "api.example.com",
      "*.example.com",
      "a1.2b",
      "10.1.2.3",
      `${long}.com`,
      `${long.slice(1)}.com`,
      "*",
      "A.b",
    ];
    assert.deepEqual(hosts.filter(isHostName), ["api.example.com", "*.example.com", "a1.2b", `${long.slice(1)}.com`]);
    const inside = ["*.legacy.svc.cluster.local", "a.b.svc.cluster.local", "*.local"];
    const partial = ["ratings", "ratings.default", "ratings.default.svc", "ratings.svc.cluster.local", "a.com", "*"];
    assert.deepEqual([...inside, ...partial].filter(isClusterHost), inside);
  });

  it("for the mode are one object, in the root namespace but for mtls: namespace", () => {
    const objects = (mtls: SecurityPlan["mtls"]) => peerAuthentications({ ...plan, mtls });
    const strict = { mtls: { mode: "STRICT" } };
    assert.deepEqual(objects("mesh"), [{ name: "default", namespace: "istio-system", spec: strict }]);
    assert.deepEqual(objects("namespace"), [{ name: "default", namespace: "default", spec: strict }]);
    assert.deepEqual(objects("permissive"), [
      { name: "default", namespace: "istio-system", spec: { mtls: { mode: "PERMISSIVE" } } },
    ]);
  });

  it("carry the reason of an exception, and touch its port alone", () => {
    const exceptions = [{ workload: "ratings", port: 9080, mode: "permissive", reason: "the nightly export" }] as const;
    assert.deepEqual(peerAuthentications({ ...plan, exceptions })[1], {
      name: "ratings",
      namespace: "default",
      reason: "the nightly export",
      spec: { selector: { matchLabels: { app: "ratings" } }, portLevelMtls: { 9080: { mode: "PERMISSIVE" } } },
    });
  });

  it("of a service's versions say mutual TLS wherever the mode or the mesh-wide rule demands it", () => {
    assert.equal(applicationTls("permissive", "auto"), undefined);
    assert.equal(applicationTls("permissive", "mutual"), "ISTIO_MUTUAL");
    assert.equal(applicationTls("namespace", "auto"), "ISTIO_MUTUAL");
    assert.equal(applicationTls("mesh", "auto"), "ISTIO_MUTUAL");
  });

  it("never cut the application off unseen: a rule is refused just where a service would not take what sidecars send", () => {
    fc.assert(
      fc.property(anySecurity, anyClientRules, (plan, rules) => {
        const security = { ...plan, clientRules: rules };
        const servers = peerAuthentications(security);
        const failing = services.filter((app) => {
          const mode = clientMode(clientRules(security), `${app}.${security.namespace}.svc.cluster.local`);
          const plain = plainTextTaken(servers, { app, namespace: security.namespace, port: 9080 });
          return mode === "SIMPLE" || (mode === "DISABLE" && (!plain || security.authorization === "enforced"));
        });
        const refused = rules.flatMap((rule) => servicesCutOff(rule, rules, security));
        assert.deepEqual(new Set(refused), new Set(failing));
      }),
    );
  });
});
