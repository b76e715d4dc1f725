import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expectedRoutes, type RoutedProxy } from "../../../../commands/traffic/arrival/expected-routes";
import { virtualHosts } from "../../../../commands/traffic/arrival/held-routes";
import { sight, type Sighting } from "../../../../commands/traffic/arrival/sighting";
import { type VirtualServiceSpec } from "../../../../mesh/istio/istio-types";
import { entranceRoutes } from "../../../../mesh/traffic/entrance";
import { virtualServiceSpec } from "../../../../mesh/traffic/virtual-service";
import { anyPlan } from "../../../mesh/traffic/arbitrary-plan";
import { dumpOf, PRODUCTPAGE, RATINGS } from "./istiod-routes";

const HOST = "reviews.default.svc.cluster.local";
const REVIEWS = { namespace: "default", name: "reviews" };

/** What the proxies in `dumps/` were told: one route for each thing that a plan can say. */
const SPEC: VirtualServiceSpec = virtualServiceSpec(
  {
    service: "reviews",
    versions: ["v1", "v2", "v3"],
    rules: [
      {
        name: "retried",
        match: {
          headers: { "end-user": { exact: "roundrobin" }, "x-device": { regex: "(mobile|tablet)-.*" } },
          uri: { prefix: "/reviews" },
          method: { exact: "GET" },
        },
        weights: { v1: 20, v2: 0, v3: 80 },
        timeout: "2s",
        retries: { attempts: 3, perTryTimeout: "500ms", retryOn: "503,5xx,reset" },
      },
      {
        name: "faulty",
        match: { uri: { regex: "/reviews/[0-9]+" }, headers: { "x-test": { prefix: "fault" } } },
        weights: { v2: 100 },
        fault: { delay: { percent: 12.5, fixedDelay: "1500ms" }, abort: { percent: 0.3, httpStatus: 503 } },
        mirror: { version: "v3", percent: 7.5 },
      },
      {
        name: "never-retried",
        match: { uri: { exact: "/health" } },
        weights: { v1: 100, v2: 0 },
        retries: { attempts: 0 },
      },
      { name: "by-caller", match: { sourceLabels: { app: "productpage" } }, weights: { v3: 100 } },
    ],
    default: { weights: { v1: 50, v2: 50 } },
  },
  HOST,
);

function look(dump: string, spec: VirtualServiceSpec, proxy: RoutedProxy): Sighting {
  const expected = expectedRoutes(spec, proxy, 9080);
  return sight(virtualHosts(dump), { kind: "sidecar", virtualService: REVIEWS, hosts: [HOST], expected });
}

function realDump(name: string): string {
  return readFileSync(join(__dirname, "dumps", `${name}.json`), "utf8");
}

function differenceOf(found: Sighting): string {
  assert.equal(found.kind, "not held");
  return found.difference;
}

describe("the routes that a proxy holds", () => {
  it("are those that a VirtualService says, in dumps of real proxies", () => {
    const held = { kind: "held", lastUpdated: "2026-01-02T03:04:05.678Z" };
    assert.deepEqual(look(realDump("sidecar-of-productpage"), SPEC, PRODUCTPAGE), held);
    assert.deepEqual(look(realDump("sidecar-of-ratings"), SPEC, RATINGS), held);
  });

  it("depend on the caller's labels: a rule for other callers is not among them, and nothing follows one for all", () => {
    const names = (proxy: RoutedProxy) => expectedRoutes(SPEC, proxy, 9080).map(({ name }) => name);
    assert.deepEqual(names(PRODUCTPAGE), ["retried", "faulty", "never-retried", "by-caller"]);
    assert.deepEqual(names(RATINGS), ["retried", "faulty", "never-retried", "default"]);
    assert.match(
      differenceOf(look(realDump("sidecar-of-ratings"), SPEC, PRODUCTPAGE)),
      /^route by-caller: it is called default$/,
    );
  });

  // Each changes one thing of the VirtualService, which the real proxy then does not hold.
  const changes: Readonly<Record<string, readonly [(route: Route) => Route, number, RegExp]>> = {
    weights: [
      (one) => ({ ...one, route: swapWeights(one.route) }),
      0,
      /^route retried: it has v1 20 %, v3 80 %, not v1 80 %, v3 20 %$/,
    ],
    version: [
      (one) => ({ ...one, route: [{ destination: { host: HOST, subset: "v1" } }] }),
      1,
      /v2 100 %, not v1 100 %/,
    ],
    name: [(one) => ({ ...one, name: "other" }), 1, /^route other: it is called faulty$/],
    header: [(one) => ({ ...one, match: [{ headers: { "x-test": { exact: "fault" } } }] }), 1, /its conditions differ/],
    method: [
      (one) => ({ ...one, match: [{ ...one.match?.[0], method: { exact: "POST" } }] }),
      0,
      /its conditions differ/,
    ],
    timeout: [(one) => ({ ...one, timeout: "3s" }), 0, /its timeout differs/],
    "no timeout": [({ timeout: _, ...one }) => one, 0, /its timeout differs/],
    attempts: [(one) => ({ ...one, retries: { ...one.retries, attempts: 4 } }), 0, /its retries differ/],
    "retried conditions": [(one) => ({ ...one, retries: { ...one.retries, retryOn: "5xx" } }), 0, /its retries differ/],
    "the mesh's own retries": [({ retries: _, ...one }) => one, 0, /its retries differ/],
    delay: [
      (one) => ({ ...one, fault: { ...one.fault, delay: { percentage: { value: 12.5 }, fixedDelay: "1s" } } }),
      1,
      /its delay differs/,
    ],
    "no fault": [({ fault: _, ...one }) => one, 1, /its delay differs/],
    abort: [
      (one) => ({ ...one, fault: { ...one.fault, abort: { percentage: { value: 0.3 }, httpStatus: 500 } } }),
      1,
      /its abort differs/,
    ],
    mirror: [(one) => ({ ...one, mirrors: [] }), 1, /its mirrors differ/],
  };
  for (const [what, [change, index, difference]] of Object.entries(changes)) {
    it(`are others where ${what} changed`, () => {
      const spec = { ...SPEC, http: SPEC.http?.map((one, i) => (i === index ? change(one) : one)) };
      assert.match(differenceOf(look(realDump("sidecar-of-productpage"), spec, PRODUCTPAGE)), difference);
    });
  }

  it("are others where a route is missing, and where there should not be there", () => {
    const dump = realDump("sidecar-of-ratings");
    const more = {
      ...SPEC,
      http: [...(SPEC.http ?? []).slice(0, 3), { ...SPEC.http?.[0], name: "more" }, ...(SPEC.http ?? []).slice(3)],
    };
    assert.match(differenceOf(look(dump, more, RATINGS)), /^route more: it is called default$/);
    assert.match(
      differenceOf(look(dump, { http: SPEC.http?.slice(0, 3) ?? [] }, RATINGS)),
      /^route default should not be there$/,
    );
    assert.match(differenceOf(look(dump, { http: [] }, RATINGS)), /route retried should not be there/);
  });

  it("are none where it knows the service and no VirtualService, and it does not call what it does not know", () => {
    const dump = realDump("sidecar-of-ratings");
    const expected = expectedRoutes(SPEC, RATINGS, 9080);
    const sought = { kind: "sidecar", hosts: [HOST], expected } as const;
    const foreign = sight(virtualHosts(dump), { ...sought, virtualService: { namespace: "other", name: "reviews" } });
    assert.match(differenceOf(foreign), /it has no route of the VirtualService/);
    const unknown = sight(virtualHosts(dump), {
      ...sought,
      hosts: ["hidden.default.svc.cluster.local"],
      virtualService: REVIEWS,
    });
    assert.deepEqual(unknown, { kind: "unknown host" });
    assert.deepEqual(sight(virtualHosts("{}"), { ...sought, virtualService: REVIEWS }), { kind: "unknown host" });
  });

  it("are a gateway's too, whatever virtual host they are in", () => {
    const host = "productpage.default.svc.cluster.local";
    const gateways = ["bookinfo-gateway"];
    const expected = expectedRoutes({ http: entranceRoutes(host, undefined) }, { ...PRODUCTPAGE, gateways }, 9080);
    const sought = { kind: "gateway", virtualService: { namespace: "default", name: "bookinfo" }, hosts: [] } as const;
    const hosts = virtualHosts(realDump("gateway"));
    assert.equal(sight(hosts, { ...sought, expected }).kind, "held");
    assert.match(differenceOf(sight(hosts, { ...sought, expected: expected.slice(1) })), /conditions differ/);
    assert.match(differenceOf(sight([], { ...sought, expected })), /no route of the VirtualService/);
  });

  it("are what a plan says, and those of no plan that says something else (any two plans, any caller)", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, fc.constantFrom(PRODUCTPAGE, RATINGS), (one, other, proxy) => {
        const [spec, otherSpec] = [virtualServiceSpec(one, HOST), virtualServiceSpec(other, HOST)];
        const dump = dumpOf(spec, proxy.labels);
        assert.equal(look(dump, spec, proxy).kind, "held");
        const same = isDeepStrictEqual(JSON.parse(dump), JSON.parse(dumpOf(otherSpec, proxy.labels)));
        // Nothing in these dumps shows what the mesh retries by itself: there it is not told apart.
        if (!same && look(dump, otherSpec, proxy).kind === "held") {
          assert.ok([...one.rules, one.default, ...other.rules, other.default].some(({ retries }) => !retries));
        }
      }),
    );
  });

  it("are others whenever one percent has moved (any plan, any two versions)", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const [from, to] = ["v1", "v2", "v3"].sort(
          (a, b) => (plan.default.weights[b] ?? 0) - (plan.default.weights[a] ?? 0),
        );
        const { weights } = plan.default;
        const moved = {
          ...weights,
          [from ?? ""]: (weights[from ?? ""] ?? 0) - 1,
          [to ?? ""]: (weights[to ?? ""] ?? 0) + 1,
        };
        const after = { ...plan, default: { ...plan.default, weights: moved } };
        const dump = dumpOf(virtualServiceSpec(plan, HOST), {});
        const nobody = { ...PRODUCTPAGE, labels: {} };
        assert.match(differenceOf(look(dump, virtualServiceSpec(after, HOST), nobody)), /^route default: it has /);
      }),
    );
  });
});

type Route = NonNullable<VirtualServiceSpec["http"]>[number];

function swapWeights(route: Route["route"]): Route["route"] {
  return route?.map((one) => ({ ...one, weight: 100 - (one.weight ?? 0) })).filter(({ weight }) => weight < 100);
}
