import assert from "node:assert/strict";
import fc from "fast-check";
import { GATEWAY } from "../../../mesh/security/authorization";
import { API_SERVER_HOST } from "../../../mesh/security/client-tls";
import { peerAuthentications } from "../../../mesh/security/peer-authentication";
import { type Caller, callers, targets } from "../../../mesh/security/calls";
import { expectation, identityOf } from "../../../mesh/security/reachability";
import { type SecurityPlan } from "../../../mesh/security/security-plan";
import { anySecurity, services } from "./arbitrary-security";
import { authorized, clientMode, plainTextTaken } from "./istio-semantics";
import { SANDBOX_PLAN } from "./sandbox-plan";
import { clientRules, policies } from "./rendered";

const plan = SANDBOX_PLAN;

describe("who reaches whom", () => {
  it("is what Istio makes of the objects (any security, every caller and service)", () => {
    fc.assert(
      fc.property(anySecurity, (security) => {
        const servers = peerAuthentications(security);
        const rules = policies(security);
        for (const caller of callers(security).filter((one) => one.kind !== "outside")) {
          for (const app of services) {
            const pod = { app, namespace: security.namespace, port: 9080 };
            const mode = clientMode(clientRules(security), `${app}.${security.namespace}.svc.cluster.local`);
            // A certificate is shown within mutual TLS alone.
            const principal = mode === "DISABLE" ? undefined : identityOf(security, caller)?.replace("spiffe://", "");
            const passed = principal !== undefined ? mode !== "SIMPLE" : plainTextTaken(servers, pod);
            const allowed = authorized(rules, { ...pod, ...(principal !== undefined && { principal }) });
            const outcome = allowed ? "answered" : "status 403";
            const target = { kind: "service", service: app, path: "/" } as const;
            assert.deepEqual(expectation(security, caller, target).outcomes, [passed ? outcome : "broken off"]);
          }
        }
      }),
    );
  });

  it("of the API server depends on the most specific rule (any security)", () => {
    fc.assert(
      fc.property(anySecurity, (security) => {
        const mode = clientMode(clientRules(security), API_SERVER_HOST);
        const broken = mode === "ISTIO_MUTUAL" || mode === "SIMPLE";
        const { outcomes } = expectation(security, { kind: "mesh", name: "reviews" }, { kind: "api-server" });
        assert.deepEqual(outcomes, [broken ? "broken off" : "answered"]);
      }),
    );
  });

  it("under mtls: mesh leaves a pod without sidecar nothing of the application", () => {
    for (const target of targets(plan, { kind: "plain" }, [])) {
      const reached = target.kind === "api-server";
      const { outcomes } = expectation(plan, { kind: "plain" }, target);
      assert.deepEqual(outcomes, [reached ? "answered" : "broken off"], JSON.stringify(target));
    }
  });

  it("is opened for one port of one workload by an exception, and nothing else", () => {
    const exceptions = [{ workload: "ratings", port: 9080, mode: "permissive", reason: "a job" }] as const;
    const reached = (security: SecurityPlan) =>
      targets(security, { kind: "plain" }, [])
        .filter((target) => expectation(security, { kind: "plain" }, target).outcomes[0] === "answered")
        .map((target) => (target.kind === "service" || target.kind === "pod" ? target.service : target.kind));
    assert.deepEqual(reached({ ...plan, exceptions }), ["ratings", "ratings", "api-server"]);
    assert.deepEqual(reached({ ...plan, exceptions, authorization: "enforced" }), ["ratings", "ratings", "api-server"]);
  });

  it("under enforced authorization is what Bookinfo needs", () => {
    const enforced: SecurityPlan = { ...plan, authorization: "enforced" };
    const pairs = callers(enforced).flatMap((caller) =>
      caller.kind === "mesh"
        ? services
            .filter((service) => {
              const { outcomes } = expectation(enforced, caller, { kind: "service", service, path: "/" });
              return outcomes[0] === "answered";
            })
            .map((service) => `${caller.name} -> ${service}`)
        : [],
    );
    assert.deepEqual(pairs, [
      `${GATEWAY} -> productpage`,
      "productpage -> details",
      "productpage -> reviews",
      "reviews -> ratings",
    ]);
  });

  it("outside the mesh depends on the policy and the list, and not at all without a sidecar", () => {
    const egress = {
      policy: "REGISTRY_ONLY",
      via: "sidecar",
      hosts: [
        { host: "*.example.com", ports: [{ number: 443, protocol: "HTTPS", targetPort: 443, verify: "system" }] },
      ],
    } as const;
    const security: SecurityPlan = { ...plan, egress };
    const outcomes = (kind: "mesh" | "plain", url: string) => {
      const caller = kind === "mesh" ? ({ kind, name: "reviews" } as const) : ({ kind } as const);
      const target = targets(security, caller, [url]).find((one) => one.kind === "external");
      assert.ok(target);
      return expectation(security, caller, target).outcomes;
    };
    assert.deepEqual(outcomes("mesh", "https://api.example.com/"), ["answered"]);
    assert.deepEqual(outcomes("mesh", "https://api.example.com:8443/"), ["status 502", "broken off"]);
    assert.deepEqual(outcomes("mesh", "http://example.org/"), ["status 502", "broken off"]);
    assert.deepEqual(outcomes("plain", "http://example.org/"), ["answered"]);
  });

  it("asks of a caller without sidecar nothing that takes one: no port where TLS is originated", () => {
    const port = { number: 80, targetPort: 443, verify: "system" } as const;
    const ports = [
      { ...port, protocol: "HTTP", tls: "originate" },
      { ...port, number: 8080, protocol: "HTTP" },
      { ...port, number: 5432, protocol: "TCP" },
    ] as const;
    const egress = { policy: "ALLOW_ANY", via: "sidecar", hosts: [{ host: "api.example.com", ports }] } as const;
    const urls = (caller: Caller) =>
      targets({ ...plan, egress }, caller, []).flatMap((target) => (target.kind === "external" ? [target.url] : []));
    assert.deepEqual(urls({ kind: "plain" }), ["http://api.example.com:8080/"]);
    assert.deepEqual(urls({ kind: "mesh", name: "reviews" }), [
      "http://api.example.com:80/",
      "http://api.example.com:8080/",
    ]);
    assert.deepEqual(urls({ kind: "outside", scheme: "http" }), []);
    const named = ["http://api.example.com/", "http://api.example.com:8080/", "http://example.org/"];
    const further = (caller: Caller) =>
      targets({ ...plan, egress }, caller, named).flatMap((target) => (target.kind === "external" ? [target.url] : []));
    assert.deepEqual(further({ kind: "plain" }), ["http://api.example.com:8080/", "http://example.org/"]);
    assert.deepEqual(further({ kind: "mesh", name: "reviews" }), [
      "http://api.example.com:80/",
      "http://api.example.com:8080/",
      "http://example.org/",
    ]);
  });

  it("by way of the gateway is the product page, over HTTPS alone where it redirects, and with a token where it must", () => {
    const outcome = (security: SecurityPlan, scheme: "http" | "https", service: string) =>
      expectation(security, { kind: "outside", scheme }, { kind: "service", service, path: `/${service}` }).outcomes[0];
    assert.equal(outcome(plan, "http", "productpage"), "answered");
    assert.equal(outcome(plan, "http", "ratings"), "status 404");
    assert.equal(outcome({ ...plan, redirect: true }, "http", "productpage"), "redirected");
    assert.equal(outcome({ ...plan, redirect: true }, "https", "productpage"), "answered");
    assert.equal(outcome({ ...plan, tokenPaths: ["/product*"] }, "http", "productpage"), "status 403");
    assert.equal(outcome({ ...plan, redirect: true, tokenPaths: ["/*"] }, "http", "productpage"), "redirected");
    const outside = (security: SecurityPlan) =>
      callers(security).flatMap((caller) => (caller.kind === "outside" ? [caller.scheme] : []));
    assert.deepEqual(outside(plan), ["http"]);
    assert.deepEqual(outside({ ...plan, https: true }), ["http", "https"]);
  });
});
