import assert from "node:assert/strict";
import { otherSteps, pendingChanges } from "../../../../commands/traffic/moves/other-changes";
import { ownRoutes } from "../../../../commands/traffic/moves/own-objects";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { type StepMetadata } from "../../../../commands/policy/engine-event";
import { type TrafficPlan } from "../../../../mesh/traffic/traffic-plan";
import { WALK_THROUGH } from "../plans";

function step(type: string, name: string, object: string, paths: readonly string[], op = "update"): StepMetadata {
  const inputs = { metadata: { name: object, namespace: "default" } };
  return {
    op,
    urn: `urn:pulumi:test::bookinfo-mesh::${type}::${name}`,
    type,
    old: op === "create" ? null : { inputs },
    new: op === "delete" ? null : { inputs },
    detailedDiff: Object.fromEntries(paths.map((path) => [path, { diffKind: "update" }])),
  };
}

const VS = "kubernetes:networking.istio.io/v1:VirtualService";
const [placed] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
assert.ok(placed);
const own = ownRoutes(placed, ["roundrobin-user"]);

describe("what an update would change beside the weights", () => {
  it("is nothing where it changes the rule's route in its VirtualService alone", () => {
    const steps = [step(VS, "reviews-routes", "reviews", ["spec.http[0].route[0].weight", "spec.http[0].route[2]"])];
    assert.deepEqual(otherSteps(steps, own), []);
  });

  for (const [what, one, line] of [
    [
      "another rule's route",
      step(VS, "reviews-routes", "reviews", ["spec.http[0].route[0].weight", "spec.http[1].route[0].weight"]),
      "VirtualService reviews-routes: update (spec.http[1].route[0].weight)",
    ],
    [
      "something else of the rule",
      step(VS, "reviews-routes", "reviews", ["spec.http[0].timeout"]),
      "VirtualService reviews-routes: update (spec.http[0].timeout)",
    ],
    [
      "the VirtualService of another service",
      step(VS, "ratings-routes", "ratings", ["spec.http[0].route[0].weight"]),
      "VirtualService ratings-routes: update (spec.http[0].route[0].weight)",
    ],
    [
      "another kind of the same name",
      step("kubernetes:networking.istio.io/v1:DestinationRule", "reviews-versions", "reviews", ["spec.subsets[0]"]),
      "DestinationRule reviews-versions: update (spec.subsets[0])",
    ],
    ["a resource that goes", step("kubernetes:apps/v1:Deployment", "x", "x", [], "delete"), "Deployment x: delete"],
  ] as const) {
    it(`is ${what}`, () => assert.deepEqual(otherSteps([one], own), [line]));
  }

  it("is told of the gateway's routes for the service that the gateway calls", () => {
    const plan = { ...WALK_THROUGH, service: "productpage" };
    const steps = [step(VS, "bookinfo-routes", "bookinfo", ["spec.http[1].route[0].weight"])];
    assert.deepEqual(otherSteps(steps, ownRoutes({ ...placed, plan }, ["default"])), []);
  });
});

describe("what the config says other than the last update", () => {
  const pending = (config: TrafficPlan, named: readonly string[] = []) =>
    pendingChanges([WALK_THROUGH], [config], [{ service: "reviews", rule: "roundrobin-user", named }]);
  const [rule] = WALK_THROUGH.rules;
  const withRule = (part: object): TrafficPlan => ({ ...WALK_THROUGH, rules: [{ ...rule, ...part } as never] });

  it("is nothing where both say the same", () => {
    assert.deepEqual(pending(WALK_THROUGH), []);
    assert.deepEqual(pending({ ...WALK_THROUGH, default: { weights: { v1: 0, v2: 100 } } }), []);
  });

  it("is a weight that nobody named; one that was named is the command's own", () => {
    const edited = withRule({ weights: { v1: 15, v2: 25, v3: 60 } });
    assert.deepEqual(pending(edited), ["reviews, roundrobin-user: v1 10 -> 15, v2 30 -> 25"]);
    assert.deepEqual(pending(edited, ["v1"]), ["reviews, roundrobin-user: v2 30 -> 25"]);
  });

  it("is no mirror that the command sets itself, but one of another rule", () => {
    const own = { service: "reviews", rule: "roundrobin-user", named: [], mirrors: true };
    const edited = withRule({ mirror: { version: "v3", percent: 100 } });
    assert.deepEqual(pendingChanges([WALK_THROUGH], [edited], [own]), []);
    assert.deepEqual(pendingChanges([WALK_THROUGH], [edited], [{ ...own, rule: "default" }]), [
      "reviews, roundrobin-user: another mirror",
    ]);
  });

  it("is another rule's split, whatever versions are named", () => {
    const edited = { ...WALK_THROUGH, default: { weights: { v1: 10, v2: 90 } } };
    assert.deepEqual(pending(edited, ["v1", "v2"]), ["reviews, default: v1 0 -> 10, v2 100 -> 90"]);
  });

  it("is what else a rule does, a rule that came or went, another order, another service", () => {
    assert.deepEqual(pending(withRule({ timeout: "2s" })), ["reviews, roundrobin-user: another timeout"]);
    assert.deepEqual(pending({ ...WALK_THROUGH, rules: [] }), [
      "reviews, roundrobin-user: the rule is gone from the config",
    ]);
    const two = [withRule({ name: "a" }), withRule({ name: "b" })].flatMap(({ rules }) => rules);
    const plans = [two, two.toReversed()].map((rules) => ({ ...WALK_THROUGH, rules }));
    assert.deepEqual(pendingChanges(plans.slice(0, 1), plans.slice(1), []), [
      "reviews, the rules are in another order",
    ]);
    assert.deepEqual(pendingChanges([], [WALK_THROUGH], []), ["reviews: its traffic is new in the config"]);
    assert.deepEqual(pendingChanges([WALK_THROUGH], [], []), ["reviews: its traffic is gone from the config"]);
  });
});
