import assert from "node:assert/strict";
import fc from "fast-check";
import { servicesCutOff } from "../../../config/sections/client-rule-problems";
import { hostSlug, isClusterHost, isHostName } from "../../../mesh/istio/host-name";
import { allowedCalls, denyTheRest, GATEWAY, tokenIssuer, tokenRequired } from "../../../mesh/security/authorization";
import { API_SERVER_HOST, applicationTls, clientTlsRules, meshWideTlsRule } from "../../../mesh/security/client-tls";
import {
  egressGatewayPorts,
  egressGatewayRule,
  egressRoute,
  gatewayOriginationRule,
  originationRule,
  serviceEntry,
} from "../../../mesh/security/egress-rules";
import { applicationServers, balancerAnnotations, gatewayOrigin, redirection } from "../../../mesh/security/ingress";
import { peerAuthentications } from "../../../mesh/security/peer-authentication";
import { type Caller, callers, targets } from "../../../mesh/security/calls";
import { expectation, identityOf } from "../../../mesh/security/reachability";
import { type SecurityPlan } from "../../../mesh/security/security-plan";
import { crdValidator } from "../istio/crd-schemas";
import { anyClientRules, anyHosts, anySecurity, services } from "./arbitrary-security";
import { authorized, clientMode, plainTextTaken } from "./istio-semantics";
import { SANDBOX_PLAN } from "./sandbox-plan";

const gateway = {
  namespace: "istio-system",
  service: "NodePort",
  nodePort: 30080,
  httpsNodePort: 30443,
  address: "127.0.0.1",
} as const;
const tls = { credentialName: "cert", minVersion: "TLSV1_2", redirect: true } as const;

const plan = SANDBOX_PLAN;

function clientRules(security: Pick<SecurityPlan, "clientTls" | "apiServerTls" | "clientRules">) {
  return [...clientTlsRules(security), ...[meshWideTlsRule(security.clientTls) ?? []].flat()];
}

function policies(security: SecurityPlan) {
  return security.authorization === "enforced" ? [...allowedCalls(security), denyTheRest(security)] : [];
}

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

describe("the ingress gateway", () => {
  it("is plain HTTP unless there is a certificate", () => {
    assert.deepEqual(applicationServers(undefined), [
      { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] },
    ]);
    assert.equal(redirection(gateway), undefined);
    assert.equal(gatewayOrigin(gateway, "127.0.0.1"), "http://127.0.0.1:30080");
    assert.equal(gatewayOrigin(gateway, "::1"), "http://[::1]:30080");
    assert.equal(gatewayOrigin({ ...gateway, service: "LoadBalancer" }, "2001:db8::1"), "http://[2001:db8::1]");
  });

  it("with a certificate serves HTTPS alone and sends plain HTTP there", () => {
    assert.deepEqual(applicationServers(tls), [
      {
        port: { number: 443, name: "https", protocol: "HTTPS" },
        hosts: ["*"],
        tls: { mode: "SIMPLE", credentialName: "cert", minProtocolVersion: "TLSV1_2" },
      },
    ]);
    assert.deepEqual(redirection({ ...gateway, tls })?.http, [
      { redirect: { scheme: "https", redirectCode: 301, port: 30443 } },
    ]);
    assert.deepEqual(redirection({ ...gateway, service: "LoadBalancer", tls })?.http, [
      { redirect: { scheme: "https", redirectCode: 301 } },
    ]);
    assert.equal(gatewayOrigin({ ...gateway, tls }, "127.0.0.1"), "https://127.0.0.1:30443");
    assert.equal(gatewayOrigin({ ...gateway, service: "LoadBalancer", tls }, "a.example"), "https://a.example");
    assert.equal(applicationServers({ ...tls, redirect: false }).length, 2);
  });

  it("demands tokens wherever it serves the application, and none of those that it sends to HTTPS", () => {
    const jwt = { issuer: "https://a", jwks: "{}", audiences: [], required: ["/*"] };
    const operations = (tlsOfGateway?: typeof tls | (Omit<typeof tls, "redirect"> & { redirect: false })) =>
      tokenRequired(jwt, { ...gateway, ...(tlsOfGateway && { tls: tlsOfGateway }) }, {})?.spec.rules?.[0]?.to;
    assert.deepEqual(operations(tls), [{ operation: { paths: ["/*"], notPorts: ["80"] } }]);
    assert.deepEqual(operations({ ...tls, redirect: false }), [{ operation: { paths: ["/*"] } }]);
    assert.deepEqual(operations(), [{ operation: { paths: ["/*"] } }]);
  });

  it("leaves TLS to the load balancer with a certificate of ACM", () => {
    const acm = { acmCertificateArn: "arn:aws:acm:x", minVersion: "TLSV1_3", redirect: true } as const;
    assert.deepEqual(applicationServers(acm)[0]?.port.protocol, "HTTP");
    const annotations = balancerAnnotations(acm);
    assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-ssl-cert"], "arn:aws:acm:x");
    assert.match(annotations["service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy"] ?? "", /1-3/);
    assert.deepEqual(balancerAnnotations(tls), {});
  });
});
