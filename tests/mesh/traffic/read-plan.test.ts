import assert from "node:assert/strict";
import fc from "fast-check";
import { configPath } from "../../../mesh/config-path";
import { destinationRuleSpec } from "../../../mesh/traffic/destination-rule";
import { type PlanReading, readPlan } from "../../../mesh/traffic/read-plan";
import { routeFor } from "../../../mesh/traffic/traffic-plan";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { anyPlan, anyRequest } from "./arbitrary-plan";
import { anyForeignRoutes, servedBy } from "./foreign-routes";

const HOST = "reviews.shop.svc.cluster.local";
const SERVICE = { name: "reviews", host: HOST, namespace: "shop", ports: [9080] };

const to = (subset: string) => ({ destination: { host: "reviews", subset } });
const ALL = { route: [to("v2")] };

function virtualService(spec: object) {
  return { kind: "VirtualService", namespace: "shop", name: "reviews", spec: { hosts: ["reviews"], ...spec } };
}

function destinationRule(spec: object = {}) {
  const subsets = ["v1", "v2", "v3"].map((name) => ({ name, labels: { version: name } }));
  return { kind: "DestinationRule", namespace: "shop", name: "reviews", spec: { host: "reviews", subsets, ...spec } };
}

function readRoutes(...http: object[]): PlanReading {
  return readPlan(SERVICE, virtualService({ http }), [destinationRule()]);
}

/** What is told, as `path: text`, that of another kind left out. */
function told({ remarks }: PlanReading, kind: "lost" | "note"): string[] {
  return remarks.filter((one) => one.kind === kind).map(({ path, text }) => `${configPath(path)}: ${text}`);
}

describe("reading a plan back", () => {
  it("gives the plan that the objects were made of, and tells nothing (any plan)", () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.constantFrom("ISTIO_MUTUAL" as const, "DISABLE" as const, "SIMPLE" as const, undefined),
        (plan, tls) => {
          const read = readPlan(SERVICE, { ...virtualService({}), spec: virtualServiceSpec(plan, HOST) }, [
            { ...destinationRule(), spec: destinationRuleSpec(plan, HOST, tls) },
          ]);
          assert.deepEqual(read.plan, plan);
          assert.deepEqual(read.remarks, []);
          assert.equal(read.tls, tls);
          assert.deepEqual(read.labels, { v1: { version: "v1" }, v2: { version: "v2" }, v3: { version: "v3" } });
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives a plan that does the same to every request, or names what is lost (any routes, any request)", () => {
    let said = 0;
    fc.assert(
      fc.property(anyForeignRoutes, fc.array(anyRequest, { minLength: 5, maxLength: 5 }), (http, requests) => {
        const read = readRoutes(...http);
        assert.equal(read.plan === undefined, told(read, "lost").length > 0);
        if (!read.plan) return;
        said++;
        for (const request of requests) {
          const { weights, timeout } = routeFor(read.plan, request);
          const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
          assert.deepEqual({ shares: Object.fromEntries(shares), timeout }, servedBy(http, request));
        }
      }),
      { numRuns: 1000 },
    );
    assert.ok(said > 300, `only ${said} of 1000 could be said`);
  });

  describe("of routes", () => {
    it("takes a split whatever its weights add up to, where the percentages are whole", () => {
      const weighted = (...weights: (number | undefined)[]) => ({
        route: weights.map((weight, index) => ({ ...to(`v${index + 1}`), ...(weight !== undefined && { weight }) })),
      });
      const split = (...weights: (number | undefined)[]) => readRoutes(weighted(...weights)).plan?.default.weights;
      assert.deepEqual(split(undefined), { v1: 100 });
      assert.deepEqual(split(0), { v1: 100 });
      assert.deepEqual(split(1, 3), { v1: 25, v2: 75 });
      assert.deepEqual(split(undefined, 7), { v1: 0, v2: 100 });
      const thirds = readRoutes(weighted(1, 1, 1));
      assert.deepEqual(told(thirds, "lost"), [
        "spec.http[0].route: weights v1 1, v2 1, v3 1 add up to 3 and so are v1 33.333 %, v2 33.333 %, v3 33.333 %: " +
          "stack config has whole percents",
      ]);
      assert.deepEqual(told(readRoutes(weighted(0, 0)), "lost"), [
        "spec.http[0].route: all weights are 0: expected one that gets requests",
      ]);
      assert.equal(readRoutes(weighted(-1, 101)).plan, undefined);
    });

    it("makes a rule of each alternative of a match, and names those that have no name", () => {
      const match = [{ headers: { "end-user": { exact: "jason" } } }, { uri: { prefix: "/beta" } }];
      const beta = { name: "Beta Users", match, route: [to("v3")] };
      const { plan, remarks } = readRoutes(beta, { match: match.slice(0, 1), route: [to("v1")] }, ALL);
      assert.deepEqual(
        plan?.rules.map(({ name, match: one }) => [name, one]),
        [
          ["beta-users", match[0]],
          ["beta-users-2", match[1]],
        ],
      );
      assert.deepEqual(
        remarks.map(({ kind, text }) => `${kind}: ${text}`),
        [
          "note: is called Beta Users and has 2 matches, of which any one holds: the rules beta-users, beta-users-2 say the same",
          "note: no request gets as far as end-user = jason, which beta-users takes: left out",
        ],
      );
      const named = readRoutes({ match: match.slice(0, 1), route: [to("v1")] }, { ...ALL, name: "rest" });
      assert.equal(named.plan?.rules[0]?.name, "end-user-jason");
      assert.deepEqual(told(named, "note"), [
        "spec.http[0]: has no name: the rule is called end-user-jason",
        "spec.http[1].name: rest is the default",
      ]);
    });

    it("leaves out what no request gets to, and says so, whatever it is", () => {
      const { plan, remarks } = readRoutes(
        { name: "query", match: [{ uri: { exact: "/a?b" } }], redirect: { uri: "/" } },
        ALL,
        { redirect: { uri: "/" } },
      );
      assert.deepEqual(plan?.rules, []);
      assert.deepEqual(
        remarks.map(({ path, kind }) => [configPath(path), kind]),
        [
          ["spec.http[0].match[0].uri", "note"],
          ["spec.http[0]", "note"],
          ["spec.http[2]", "note"],
        ],
      );
    });

    it("can't do without a route for all other requests", () => {
      const { plan, remarks } = readRoutes({ match: [{ uri: { prefix: "/a" } }], route: [to("v1")] });
      assert.equal(plan, undefined);
      assert.match(remarks.at(-1)?.text ?? "", /404: stack config always has a default/);
    });
  });

  describe("names with its place what stack config has no way to say:", () => {
    const match = (one: object) => [{ match: [one], route: [to("v1")] }, ALL];
    const share = (one: object) => [{ route: [{ ...to("v1"), ...one }] }];
    const at = (place: object) => [{ route: [{ destination: { host: "reviews", subset: "v1", ...place } }] }];
    const cases: Readonly<Record<string, [http: object[], path: string]>> = {
      "a redirect": [[{ redirect: { uri: "/" } }], "spec.http[0].redirect"],
      "an answer of its own": [[{ directResponse: { status: 503 } }], "spec.http[0].directResponse"],
      "a delegate": [[{ delegate: { name: "other" } }], "spec.http[0].delegate"],
      "a rewrite": [[{ ...ALL, rewrite: { uri: "/" } }], "spec.http[0].rewrite"],
      "changed headers": [[{ ...ALL, headers: { request: { set: { a: "b" } } } }], "spec.http[0].headers"],
      "a policy for other origins": [[{ ...ALL, corsPolicy: {} }], "spec.http[0].corsPolicy"],
      "a field of a later Istio": [[{ ...ALL, somethingNew: 1 }], "spec.http[0].somethingNew"],
      "query parameters": [match({ queryParams: { a: { exact: "b" } } }), "spec.http[0].match[0].queryParams"],
      "a header that is absent": [match({ withoutHeaders: { a: {} } }), "spec.http[0].match[0].withoutHeaders"],
      "an authority": [match({ authority: { exact: "a" } }), "spec.http[0].match[0].authority"],
      "a scheme": [match({ scheme: { exact: "https" } }), "spec.http[0].match[0].scheme"],
      "the caller's namespace": [match({ sourceNamespace: "a" }), "spec.http[0].match[0].sourceNamespace"],
      "statistics of its own": [match({ uri: { exact: "/" }, statPrefix: "a" }), "spec.http[0].match[0].statPrefix"],
      "paths in any case": [
        match({ uri: { prefix: "/a" }, ignoreUriCase: true }),
        "spec.http[0].match[0].ignoreUriCase",
      ],
      "a claim of a token": [
        match({ headers: { "@request.auth.claims.group": { exact: "a" } } }),
        'spec.http[0].match[0].headers["@request.auth.claims.group"]',
      ],
      "headers of one destination": [
        share({ headers: { response: { remove: ["a"] } } }),
        "spec.http[0].route[0].headers",
      ],
      "another host": [at({ host: "ratings" }), "spec.http[0].route[0].destination.host"],
      "a host's namespace left out": [at({ host: "reviews.shop" }), "spec.http[0].route[0].destination.host"],
      "another port": [at({ port: { number: 80 } }), "spec.http[0].route[0].destination.port"],
      "every pod of the service": [at({ subset: "" }), "spec.http[0].route[0].destination"],
      "an undeclared subset": [at({ subset: "v9" }), "spec.http[0].route[0].destination.subset"],
      "a gRPC status": [
        [{ ...ALL, fault: { abort: { grpcStatus: "UNAVAILABLE", percentage: { value: 1 } } } }],
        "spec.http[0].fault.abort.grpcStatus",
      ],
      "a pause between tries": [[{ ...ALL, retries: { attempts: 1, backoff: "1s" } }], "spec.http[0].retries.backoff"],
      "tries of the same pods": [
        [{ ...ALL, retries: { attempts: 1, retryIgnorePreviousHosts: false } }],
        "spec.http[0].retries.retryIgnorePreviousHosts",
      ],
      "an unknown condition of retries": [
        [{ ...ALL, retries: { attempts: 1, retryOn: "never" } }],
        "spec.http[0].retries.retryOn",
      ],
      "a timeout of less than a millisecond": [[{ ...ALL, timeout: "10us" }], "spec.http[0].timeout"],
      "a mirror elsewhere": [[{ ...ALL, mirror: { host: "ratings", subset: "v1" } }], "spec.http[0].mirror.host"],
      "two mirrors": [
        [{ ...ALL, mirrors: [{ destination: to("v1").destination }, { destination: to("v3").destination }] }],
        "spec.http[0].mirrors[1].destination",
      ],
    };
    for (const [name, [http, path]] of Object.entries(cases)) {
      it(name, () => {
        const read = readRoutes(...http);
        assert.equal(read.plan, undefined);
        assert.deepEqual(
          read.remarks
            .filter(({ kind }) => kind === "lost")
            .map((one) => configPath(one.path))
            .slice(0, 1),
          [path],
        );
      });
    }
  });

  describe("says in other words", () => {
    const options = (fields: object) => readRoutes({ ...ALL, ...fields }).plan?.default;

    it("the older ways to say a mirror", () => {
      const mirror = to("v3").destination;
      assert.deepEqual(options({ mirror })?.mirror, { version: "v3", percent: 100 });
      assert.deepEqual(options({ mirror, mirrorPercent: 20 })?.mirror, { version: "v3", percent: 20 });
      assert.deepEqual(options({ mirror, mirrorPercentage: { value: 0.5 } })?.mirror, { version: "v3", percent: 0.5 });
      assert.deepEqual(options({ mirrorPercentage: { value: 10 } })?.mirror, undefined);
    });

    it("faults without a percentage, which no request gets", () => {
      const fault = { delay: { fixedDelay: "1s" }, abort: { httpStatus: 500 } };
      assert.deepEqual(options({ fault })?.fault, {
        delay: { fixedDelay: "1s", percent: 0 },
        abort: { httpStatus: 500, percent: 0 },
      });
      assert.equal(options({ fault: { delay: { percent: 5, fixedDelay: "1s" } } })?.fault?.delay?.percent, 5);
      assert.equal(options({ fault: { abort: { http2Error: "x" } } })?.fault, undefined);
    });

    it("retries that are switched off, and conditions with blanks between them", () => {
      assert.deepEqual(options({ retries: {} })?.retries, { attempts: 0 });
      assert.deepEqual(options({ retries: { attempts: 0, perTryTimeout: "1s" } })?.retries, { attempts: 0 });
      assert.deepEqual(options({ retries: { attempts: 2, retryOn: "5xx, reset" } })?.retries, {
        attempts: 2,
        retryOn: "5xx,reset",
      });
    });

    it("a header that only has to be there, and one in capitals", () => {
      const headers = { "X-Canary": {}, "end-user": { regex: "*" } };
      const { plan } = readRoutes({ match: [{ headers }], route: [to("v1")] }, ALL);
      assert.deepEqual(plan?.rules[0]?.match, {
        headers: { "x-canary": { regex: ".*" }, "end-user": { regex: ".*" } },
      });
    });
  });

  describe("of the objects around them", () => {
    const read = (spec: object, ...rules: ReturnType<typeof destinationRule>[]) =>
      readPlan(SERVICE, virtualService({ http: [ALL], ...spec }), rules.length > 0 ? rules : [destinationRule()]);
    const lostAt = (reading: PlanReading) =>
      reading.remarks.filter(({ kind }) => kind === "lost").map(({ object, path }) => `${object} ${configPath(path)}`);

    it("takes short and full names of the host alike, and every version of the API", () => {
      assert.ok(read({ hosts: ["reviews", HOST], exportTo: ["*"], gateways: ["mesh"] }).plan);
    });

    it("names other hosts, gateways, protocols and callers", () => {
      assert.deepEqual(lostAt(read({ hosts: ["reviews", "ratings"] })), ["VirtualService shop/reviews spec.hosts"]);
      assert.deepEqual(lostAt(read({ gateways: ["mesh", "edge"] })), ["VirtualService shop/reviews spec.gateways"]);
      assert.deepEqual(lostAt(read({ tcp: [{}] })), ["VirtualService shop/reviews spec.tcp"]);
      assert.deepEqual(lostAt(read({ exportTo: ["."] })), ["VirtualService shop/reviews spec.exportTo"]);
      const tcpOnly = lostAt(read({ http: [], tcp: [{}] }));
      assert.ok(tcpOnly.includes("VirtualService shop/reviews spec.tcp"), tcpOnly.join());
    });

    it("takes the labels of every version as they are", () => {
      const subsets = [{ name: "v2", labels: { release: "blue", track: "stable" } }];
      const { plan, labels } = read({}, destinationRule({ subsets }));
      assert.deepEqual(plan?.versions, ["v2"]);
      assert.deepEqual(labels, { v2: { release: "blue", track: "stable" } });
    });

    it("puts together what several DestinationRules say, unless it is of one subset", () => {
      const [one, other] = ["v1", "v2"].map((name) => ({
        ...destinationRule({ subsets: [{ name, labels: { version: name } }] }),
        name,
      }));
      assert.ok(one && other);
      assert.deepEqual(read({}, one, other).plan?.versions, ["v1", "v2"]);
      assert.deepEqual(lostAt(read({}, one, other, { ...other, name: "more" })), [
        "DestinationRule shop/more spec.subsets",
      ]);
    });

    it("names what a DestinationRule says beside its subsets", () => {
      const lost = (spec: object) => lostAt(read({}, destinationRule(spec)));
      const subset = { name: "v2", labels: { version: "v2" } };
      const of = (path: string) => [`DestinationRule shop/reviews ${path}`];
      assert.deepEqual(
        lost({ trafficPolicy: { loadBalancer: {}, tls: { mode: "ISTIO_MUTUAL" } } }),
        of("spec.trafficPolicy.loadBalancer"),
      );
      assert.deepEqual(lost({ trafficPolicy: { outlierDetection: {} } }), of("spec.trafficPolicy.outlierDetection"));
      assert.deepEqual(lost({ trafficPolicy: { connectionPool: {} } }), of("spec.trafficPolicy.connectionPool"));
      assert.deepEqual(lost({ trafficPolicy: { tls: { mode: "MUTUAL" } } }), of("spec.trafficPolicy.tls.mode"));
      assert.deepEqual(lost({ workloadSelector: { matchLabels: { a: "b" } } }), of("spec.workloadSelector"));
      assert.deepEqual(lost({ subsets: [{ ...subset, trafficPolicy: {} }] }), of("spec.subsets[0].trafficPolicy"));
      assert.deepEqual(lost({ subsets: [{ name: "v2" }] }), of("spec.subsets[0]"));
      assert.deepEqual(lost({ subsets: [subset, subset] }), of("spec.subsets[1]"));
      assert.deepEqual(lost({ host: "*.shop.svc.cluster.local" }), of("spec.host"));
    });

    it("names a DestinationRule of another namespace, which is for the callers there", () => {
      const elsewhere = { ...destinationRule({ host: HOST }), namespace: "clients" };
      assert.deepEqual(lostAt(read({}, elsewhere)), ["DestinationRule clients/reviews metadata.namespace"]);
    });
  });
});
