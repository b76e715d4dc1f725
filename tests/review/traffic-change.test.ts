import assert from "node:assert/strict";
import { virtualServiceSpec } from "../../mesh/virtual-service";
import { type TrafficPlan } from "../../mesh/traffic-plan";
import { type EngineEvent } from "../../review/engine-event";
import { formatChange, trafficChanges } from "../../review/traffic-change";

const TYPE = "kubernetes:networking.istio.io/v1:VirtualService";
const HOST = "reviews.default.svc.cluster.local";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const PLAN: TrafficPlan = {
  service: "reviews",
  versions: ["v1", "v2", "v3"],
  rules: [
    {
      name: "roundrobin-user",
      match: { headers: { "end-user": { exact: "roundrobin" } } },
      weights: { v1: 10, v2: 30, v3: 60 },
    },
  ],
  default: { weights: { v2: 100 } },
};

function inputs(spec: object) {
  return { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: { name: "reviews" }, spec };
}

function step(op: string, before: object | null, after: object | null, type = TYPE): EngineEvent {
  const state = (spec: object | null) => spec && { inputs: inputs(spec) };
  return {
    resourcePreEvent: {
      metadata: { op, type, urn: `urn:pulumi:s::p::${type}::reviews-routes`, old: state(before), new: state(after) },
    },
  };
}

const spec = (plan: TrafficPlan) => virtualServiceSpec(plan, HOST);
const lines = (...events: EngineEvent[]) => trafficChanges(events).map(formatChange);

describe("the traffic change of a preview", () => {
  it("names service, rule and every weight that changes", () => {
    const [rule] = PLAN.rules;
    assert.ok(rule);
    const after = { ...PLAN, rules: [{ ...rule, weights: { v1: 20, v2: 30, v3: 50 } }] };
    assert.deepEqual(lines(step("update", spec(PLAN), spec(after))), [
      "reviews, roundrobin-user: v1 10 -> 20, v3 60 -> 50",
    ]);
  });

  it("tells of a version that comes and one that goes", () => {
    const after = { ...PLAN, default: { weights: { v3: 100 } } };
    assert.deepEqual(lines(step("update", spec(PLAN), spec(after))), ["reviews, default: v2 100 -> 0, v3 0 -> 100"]);
  });

  it("tells of rules that come and go, and of whom they are for", () => {
    const after = {
      ...PLAN,
      rules: [{ name: "testers", match: { uri: { prefix: "/reviews" } }, weights: { v3: 100 } }],
    };
    assert.deepEqual(lines(step("update", spec(PLAN), spec(after))), [
      "reviews, testers: new (uri starts with /reviews), v3 100",
      "reviews, roundrobin-user: removed (was v1 10, v2 30, v3 60)",
    ]);
  });

  it("tells of another match and of another order", () => {
    const [rule] = PLAN.rules;
    assert.ok(rule);
    const other = { name: "testers", match: { method: { exact: "GET" } }, weights: { v1: 100 } };
    const before = { ...PLAN, rules: [rule, other] };
    const after = { ...PLAN, rules: [other, { ...rule, match: { headers: { "end-user": { exact: "jason" } } } }] };
    assert.deepEqual(lines(step("update", spec(before), spec(after))), [
      "reviews, roundrobin-user: for end-user = roundrobin -> end-user = jason",
      "reviews: order of rules roundrobin-user, testers, default -> testers, roundrobin-user, default",
    ]);
  });

  it("tells of routes that are new or gone", () => {
    assert.deepEqual(lines(step("create", null, spec(PLAN))), [
      "reviews, roundrobin-user: new (end-user = roundrobin), v1 10, v2 30, v3 60",
      "reviews, default: new (everything), v2 100",
    ]);
    assert.deepEqual(lines(step("delete", spec(PLAN), null)), [
      "reviews, roundrobin-user: removed (was v1 10, v2 30, v3 60)",
      "reviews, default: removed (was v2 100)",
    ]);
  });

  it("compares rules without names by their place", () => {
    const route = (weight: number) => ({
      hosts: ["reviews"],
      http: [{ route: [{ destination: { host: HOST, subset: "v1" }, weight }] }],
    });
    assert.deepEqual(lines(step("update", route(100), route(90))), ["reviews, default: v1 100 -> 90"]);
  });

  it("says so where a weight is not known yet", () => {
    const route = (weight: unknown) => ({
      hosts: [HOST],
      http: [{ name: "default", route: [{ destination: { host: HOST, subset: "v1" }, weight }] }],
    });
    assert.deepEqual(lines(step("update", route(100), route(UNKNOWN))), ["reviews, default: v1 100 -> not known yet"]);
  });

  it("is nothing for what stays the same, and for other resources", () => {
    assert.deepEqual(lines(step("same", spec(PLAN), spec(PLAN))), []);
    assert.deepEqual(lines(step("update", spec(PLAN), spec(PLAN))), []);
    assert.deepEqual(lines(step("create", null, { a: 1 }, "kubernetes:core/v1:Service")), []);
  });

  it("is told once, however often the engine tells of the step", () => {
    const event = step("create", null, spec(PLAN));
    assert.equal(lines(event, event).length, 2);
  });
});
