import assert from "node:assert/strict";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type EngineEvent } from "../../../commands/policy/engine-event";
import { formatChange, trafficChanges } from "../../../commands/policy/traffic-change";

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

  it("says so where the rules, or where one sends, is not known yet", () => {
    const rules = (http: unknown) => ({ hosts: [HOST], gateways: ["mesh"], http });
    assert.deepEqual(lines(step("update", spec(PLAN), rules(UNKNOWN))), ["reviews: rules that are not known yet"]);
    const known = rules([{ name: "default", route: [{ destination: { host: HOST, subset: "v1" } }] }]);
    assert.deepEqual(lines(step("update", known, rules([{ name: "default", route: UNKNOWN }]))), [
      "reviews, default: v1 100 -> 0, route none -> not known yet",
    ]);
  });

  it("compares the old routes with the new where they are replaced, in whatever order the engine tells of it", () => {
    const after = { ...PLAN, default: { weights: { v3: 100 } } };
    const steps = [
      step("create-replacement", spec(PLAN), spec(after)),
      step("replace", spec(PLAN), spec(after)),
      step("delete-replaced", spec(PLAN), null),
    ];
    const expected = ["reviews, default: v2 100 -> 0, v3 0 -> 100"];
    assert.deepEqual(lines(...steps), expected);
    assert.deepEqual(lines(...steps.toReversed()), expected);
  });

  it("tells of faults, copies and whatever else a rule does to requests", () => {
    const fault = { abort: { percent: 100, httpStatus: 503 } };
    const after = {
      ...PLAN,
      default: { weights: { v2: 100 }, fault, mirror: { version: "v3", percent: 50 }, timeout: "2s" },
    };
    assert.deepEqual(lines(step("update", spec(PLAN), spec(after))), [
      "reviews, default: timeout none -> 2s, fault none -> {abort: {percentage: {value: 100}, httpStatus: 503}}, " +
        `mirrors none -> [{destination: {host: ${HOST}, subset: v3}, percentage: {value: 50}}]`,
    ]);
    assert.deepEqual(
      lines(step("create", null, spec({ ...after, rules: [] })))[0]?.slice(0, 64),
      "reviews, default: new (everything), v2 100, timeout 2s, fault {a",
    );
  });

  it("tells of a redirect in the place of a route", () => {
    const rule = (action: object) => ({ hosts: [HOST], http: [{ name: "default", ...action }] });
    const before = rule({ route: [{ destination: { host: HOST, subset: "v1" } }] });
    assert.deepEqual(lines(step("update", before, rule({ redirect: { uri: "/moved" } }))), [
      "reviews, default: v1 100 -> 0, redirect none -> {uri: /moved}",
    ]);
  });

  it("tells of other gateways and hosts", () => {
    const after = { ...spec(PLAN), hosts: [HOST, "books.example.org"], gateways: ["mesh", "bookinfo-gateway"] };
    assert.deepEqual(lines(step("update", spec(PLAN), after)), [
      `reviews: hosts [${HOST}] -> [${HOST}, books.example.org]`,
      "reviews: gateways [mesh] -> [mesh, bookinfo-gateway]",
    ]);
  });

  it("tells destinations apart that have the same subset or the same name, and adds up those that are the same", () => {
    const destination = (host: string, weight: number, subset?: string) => ({
      destination: { host, ...(subset && { subset }) },
      weight,
    });
    const route = (...destinations: object[]) => ({ hosts: [HOST], http: [{ name: "default", route: destinations }] });
    const change = (...after: object[]) => lines(step("update", route(destination(HOST, 100, "v1")), route(...after)));

    assert.deepEqual(change(destination(HOST, 50, "v1"), destination("ratings", 50, "v1")), [
      "reviews, default: reviews v1 100 -> 50, ratings v1 0 -> 50",
    ]);
    const other = "reviews.team-b.svc.cluster.local";
    assert.deepEqual(change(destination(HOST, 50, "v1"), destination(other, 50, "v1")), [
      `reviews, default: ${HOST} v1 100 -> 50, ${other} v1 0 -> 50`,
    ]);
    assert.deepEqual(change(destination(HOST, 50, "v1"), destination(HOST, 40, "v1")), [
      "reviews, default: v1 100 -> 90",
    ]);
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
