import assert from "node:assert/strict";
import fc from "fast-check";
import { type VirtualServiceSpec } from "../../../mesh/istio/istio-types";
import { destinationRuleSpec } from "../../../mesh/traffic/destination-rule";
import { matches, type Request, type RequestMatch } from "../../../mesh/traffic/request-match";
import { routeFor, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { crdValidator } from "../istio/crd-schemas";
import { anyPlan, anyRequest } from "./arbitrary-plan";

const HOST = "reviews.default.svc.cluster.local";

/** What a VirtualService does to a request, read off the object alone: the first route with a match that holds. */
function routed(spec: VirtualServiceSpec, request: Request) {
  const route = (spec.http ?? []).find(
    ({ match }) => !match || match.some((one) => matches(one as RequestMatch, request)),
  );
  assert.ok(route, "a request that no route takes would get a 404");
  return route;
}

const example: TrafficPlan = {
  service: "reviews",
  versions: ["v1", "v2", "v3"],
  rules: [
    {
      name: "roundrobin-user",
      match: { headers: { "end-user": { exact: "roundrobin" } } },
      weights: { v1: 10, v2: 30, v3: 60 },
      timeout: "2s",
      retries: { attempts: 2, perTryTimeout: "500ms", retryOn: "5xx" },
      fault: { delay: { percent: 5, fixedDelay: "1s" }, abort: { percent: 1, httpStatus: 503 } },
      mirror: { version: "v3", percent: 50 },
    },
  ],
  default: { weights: { v2: 100 } },
};

describe("virtual service", () => {
  it("does to every request what the plan says (any plan, any request)", () => {
    fc.assert(
      fc.property(anyPlan, anyRequest, (plan, request) => {
        const route = routed(virtualServiceSpec(plan, HOST), request);
        const destinations = (route.route ?? []).map(
          ({ destination, weight }) => [destination.subset, weight] as const,
        );
        const split: unknown = Object.fromEntries(destinations);
        const expected = routeFor(plan, request);
        assert.deepEqual(split, expected.weights);
        assert.equal(route.timeout, expected.timeout);
        assert.deepEqual(route.retries, expected.retries);
        assert.equal(route.fault?.abort?.percentage?.value, expected.fault?.abort?.percent);
        assert.equal(route.mirrors?.[0]?.destination.subset, expected.mirror?.version);
      }),
    );
  });

  it("names only subsets that the DestinationRule has, in weights and mirrors (any plan)", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const subsets = new Set(destinationRuleSpec(plan, HOST, "ISTIO_MUTUAL").subsets?.map(({ name }) => name));
        for (const { route, mirrors } of virtualServiceSpec(plan, HOST).http ?? []) {
          for (const { destination } of [...(route ?? []), ...(mirrors ?? [])]) {
            assert.equal(destination.host, HOST);
            assert.ok(subsets.has(destination.subset ?? ""), `no subset ${destination.subset}`);
          }
        }
      }),
    );
  });

  it("is valid against Istio's own CRD (any plan)", function () {
    this.timeout(120_000); // The schemas may have to be downloaded first.
    const problemsOf = crdValidator("VirtualService");
    assert.deepEqual(problemsOf({ ...virtualServiceSpec(example, HOST), http: "no list" }), [
      "/spec/http must be array",
    ]);
    fc.assert(fc.property(anyPlan, (plan) => assert.deepEqual(problemsOf(virtualServiceSpec(plan, HOST)), [])));
    assert.deepEqual(problemsOf(virtualServiceSpec(example, HOST)), []);
  });

  it("keeps to the sidecars and leaves the gateway alone", () => {
    const spec = virtualServiceSpec(example, HOST);
    assert.deepEqual(spec.gateways, ["mesh"]);
    assert.deepEqual(spec.hosts, [HOST]);
  });

  it("carries timeouts, retries, faults and mirrors into Istio's fields", () => {
    assert.deepEqual(virtualServiceSpec(example, HOST).http?.[0], {
      name: "roundrobin-user",
      match: [{ headers: { "end-user": { exact: "roundrobin" } } }],
      route: [
        { destination: { host: HOST, subset: "v1" }, weight: 10 },
        { destination: { host: HOST, subset: "v2" }, weight: 30 },
        { destination: { host: HOST, subset: "v3" }, weight: 60 },
      ],
      timeout: "2s",
      retries: { attempts: 2, perTryTimeout: "500ms", retryOn: "5xx" },
      fault: {
        delay: { percentage: { value: 5 }, fixedDelay: "1s" },
        abort: { percentage: { value: 1 }, httpStatus: 503 },
      },
      mirrors: [{ destination: { host: HOST, subset: "v3" }, percentage: { value: 50 } }],
    });
  });
});

describe("destination rule", () => {
  it("has a subset for every version, whatever the weights are, so a weight change leaves it alone (any two plans)", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, (a, b) => {
        assert.deepEqual(destinationRuleSpec(a, HOST, "ISTIO_MUTUAL"), destinationRuleSpec(b, HOST, "ISTIO_MUTUAL"));
      }),
    );
  });

  it("is valid against Istio's own CRD, with mutual TLS and without", () => {
    const problemsOf = crdValidator("DestinationRule");
    assert.deepEqual(problemsOf(destinationRuleSpec(example, HOST, "ISTIO_MUTUAL")), []);
    assert.deepEqual(problemsOf(destinationRuleSpec(example, HOST, undefined)), []);
    assert.notDeepEqual(problemsOf({ subsets: [{}] }), []);
  });

  it("demands mutual TLS only where it is told to", () => {
    assert.equal(destinationRuleSpec(example, HOST, "ISTIO_MUTUAL").trafficPolicy?.tls?.mode, "ISTIO_MUTUAL");
    assert.equal(destinationRuleSpec(example, HOST, undefined).trafficPolicy, undefined);
  });
});
