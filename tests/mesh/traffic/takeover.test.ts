import assert from "node:assert/strict";
import fc from "fast-check";
import { destinationRuleSpec } from "../../../mesh/traffic/destination-rule";
import { readPlan } from "../../../mesh/traffic/read-plan";
import { destinationRuleObstacles, virtualServiceObstacles, type WantedRouting } from "../../../mesh/traffic/takeover";
import { type Split } from "../../../mesh/traffic/split";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { anyPlan } from "./arbitrary-plan";
import { anyForeignRoutes } from "./foreign-routes";

const HOST = "reviews.shop.svc.cluster.local";
const VERSIONS = ["v1", "v2", "v3"];
const versions = Object.fromEntries(VERSIONS.map((version) => [version, { version }]));
const service = { namespace: "shop", host: HOST, port: 9080, versions };
const PLAN = { service: "reviews", versions: VERSIONS, rules: [], default: { weights: { v1: 90, v2: 10 } } };
const wanted: WantedRouting = { plan: PLAN, service, tls: undefined };

const KUBECTL = { managedFields: [{ manager: "kubectl-client-side-apply" }] };
const found = (kind: string, spec: unknown, metadata: object = KUBECTL, name = "reviews") => ({
  kind,
  namespace: "shop",
  name,
  spec,
  metadata: { name, namespace: "shop", ...metadata },
});
const virtualService = (http: unknown, rest: object = {}, metadata: object = KUBECTL) =>
  found("VirtualService", { hosts: ["reviews"], http, ...rest }, metadata, "theirs");
const destinationRule = (rest: object = {}, metadata: object = KUBECTL) => {
  const subsets = VERSIONS.map((name) => ({ name, labels: { version: name } }));
  return found("DestinationRule", { host: "reviews", subsets, ...rest }, metadata);
};
const split = (v1: number, v2: number) => [
  {
    route: [
      { destination: { host: "reviews", subset: "v1" }, weight: v1 },
      { destination: { host: "reviews", subset: "v2" }, weight: v2 },
    ],
  },
];

describe("what is there in the place of a stack's objects", () => {
  it("is taken over where it is the stack's own word for word (any plan)", () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const rule = found("DestinationRule", destinationRuleSpec(plan, HOST, undefined));
        const routes = found("VirtualService", virtualServiceSpec(plan, HOST));
        assert.deepEqual(virtualServiceObstacles({ ...wanted, plan }, routes, [rule]), []);
        assert.deepEqual(virtualServiceObstacles({ ...wanted, plan }, routes, []), [], "its own rule is there already");
        assert.deepEqual(destinationRuleObstacles({ ...wanted, plan }, rule), []);
      }),
    );
  });

  it("is taken over by the plan that is read of it, and by that alone (any routes of other hands, any other plan)", () => {
    let read = 0;
    fc.assert(
      fc.property(anyForeignRoutes, anyPlan, (http, other) => {
        const place = { name: "reviews", host: HOST, namespace: "shop", ports: [9080] };
        const { plan } = readPlan(place, virtualService(http), [destinationRule()]);
        const obstacles = (one: WantedRouting) =>
          virtualServiceObstacles(one, virtualService(http), [destinationRule()]);
        if (!plan) return assert.notDeepEqual(obstacles(wanted), []);
        read++;
        const renamed = { ...plan, rules: plan.rules.map((rule, index) => ({ ...rule, name: `renamed-${index}` })) };
        assert.deepEqual(obstacles({ ...wanted, plan: renamed }), []);
        const weights: Split = plan.default.weights["v3"] === 100 ? { v1: 100 } : { v3: 100 };
        const moved = { ...plan, default: { ...plan.default, weights } };
        assert.deepEqual(obstacles({ ...wanted, plan: moved }).length, 1);
        if (other.rules.length !== plan.rules.length) assert.notDeepEqual(obstacles({ ...wanted, plan: other }), []);
      }),
    );
    assert.ok(read > 5, `${read} of the routes could be read`);
  });

  const theirs: readonly [what: string, virtualService: ReturnType<typeof found>, says: RegExp][] = [
    ["splits otherwise", virtualService(split(10, 90)), /^default: weights v1 10, v2 90 and not v1 90, v2 10$/],
    [
      "is for other hosts, too",
      virtualService(split(90, 10), { hosts: ["reviews", "x.test"] }),
      /^spec\.hosts is for x/,
    ],
    ["is for some callers alone", virtualService(split(90, 10), { exportTo: ["."] }), /^spec\.exportTo/],
    ["has more to say", virtualService([{ ...split(90, 10)[0], rewrite: { uri: "/" } }]), /rewrite/],
    [
      "leaves requests without a route",
      virtualService([{ match: [{ uri: { exact: "/a" } }], ...split(9, 1)[0] }]),
      /404/,
    ],
    [
      "is Flagger's",
      virtualService(split(90, 10), {}, { labels: { "app.kubernetes.io/managed-by": "flagger" } }),
      /^it is written by Flagger/,
    ],
    [
      "is another stack's",
      virtualService(split(90, 10), {}, { managedFields: [{ manager: "pulumi-kubernetes-491f630c" }] }),
      /^it is written by Pulumi for another stack/,
    ],
  ];
  for (const [what, object, says] of theirs) {
    it(`is not taken over where it ${what}`, () => {
      const [first, ...others] = virtualServiceObstacles(wanted, object, [destinationRule()]);
      assert.match(first ?? "", says);
      assert.deepEqual(others, []);
    });
  }

  const rules: readonly [what: string, rule: ReturnType<typeof found>, says: RegExp][] = [
    [
      "connects otherwise",
      destinationRule({ trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } }),
      /^its TLS mode is ISTIO/,
    ],
    [
      "has other labels",
      destinationRule({ subsets: [{ name: "v1", labels: { version: "v9" } }] }),
      /^its subset v1 has version=v9 and not version=v1$/,
    ],
    [
      "has versions that config has not",
      destinationRule({ subsets: [{ name: "v9", labels: { version: "v9" } }] }),
      /^its subset v9 has version=v9 and not no such version$/,
    ],
    ["has more to say", destinationRule({ trafficPolicy: { loadBalancer: { simple: "RANDOM" } } }), /loadBalancer/],
    ["is for another host", destinationRule({ host: "ratings" }), /^spec\.host/],
    ["is in another namespace", { ...destinationRule({ host: HOST }), namespace: "front" }, /^metadata\.namespace/],
    [
      "is Argo CD's",
      destinationRule({}, { labels: { "argocd.argoproj.io/instance": "shop" } }),
      /^it is written by Argo CD/,
    ],
  ];
  for (const [what, rule, says] of rules) {
    it(`is not taken over where its DestinationRule ${what}`, () => {
      const [first, ...others] = destinationRuleObstacles(wanted, rule);
      assert.match(first ?? "", says);
      assert.deepEqual(others, []);
    });
  }
});
