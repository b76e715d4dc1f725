import assert from "node:assert/strict";
import { type LiveObject, type LiveRouting } from "../../../../commands/traffic/objects/live-objects";
import { wantedObjects } from "../../../../commands/traffic/objects/wanted-objects";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { otherObjectsThatDiffer, ruleByObjects } from "../../../../commands/traffic/shift/foreign-edits";
import { withTarget } from "../../../../commands/traffic/shift/rule-target";
import { type MeshObject } from "../../../../mesh/traffic/read/mesh-object";
import { type Split } from "../../../../mesh/traffic/split";
import { WALK_THROUGH } from "../plans";

const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

/** What the config says where the shift has made this split. */
function said(split: Split) {
  return { placed: withTarget(placed, "roundrobin-user", { split }), isForeign: false, tls: "ISTIO_MUTUAL" } as const;
}

function live(object: MeshObject, manager = "pulumi-kubernetes-1"): LiveObject {
  const { name, namespace } = object;
  const managedFields = [{ manager, operation: "Update", time: "2026-11-26T12:00:00Z", fieldsV1: { "f:spec": {} } }];
  return { ...object, metadata: { name, namespace, managedFields } };
}

/** A cluster in which the rule has this split, written last by somebody. */
function cluster(split: Split, manager?: string): LiveRouting {
  const { sidecars = assert.fail(), destinationRule } = wantedObjects(said(split));
  return {
    virtualServices: [live(sidecars, manager)],
    destinationRules: [live(destinationRule)],
    isOfOneNamespace: false,
  };
}

const NONE: ReadonlySet<string> = new Set();
const STEP = { v1: 5, v2: 15, v3: 80 };

describe("what somebody else writes during a shift", () => {
  it("is nothing where the cluster has what the step made", () => {
    assert.deepEqual(ruleByObjects(said(STEP), cluster(STEP), NONE, "prod"), { kind: "pass" });
  });

  it("stops the shift, with who wrote what and how to put it back", () => {
    const ruling = ruleByObjects(said(STEP), cluster({ v1: 70, v2: 0, v3: 30 }, "kubectl-edit"), NONE, "prod");
    assert.equal(ruling.kind, "stop");
    assert.match(
      ruling.why,
      /VirtualService default\/reviews differs; last written by kubectl-edit at 2026-11-26 12:00:00/,
    );
    assert.match(
      ruling.why,
      /roundrobin-user: weights\n {4}the shift {4}v1 5, v2 15, v3 80\n {4}the cluster {2}v1 70, v3 30/,
    );
    assert.match(ruling.why, /npm run traffic -- diff reviews --revert --stack prod$/);
  });

  it("stops the shift where the VirtualService is gone, or another is for the same host", () => {
    const there = cluster(STEP);
    const [own = assert.fail()] = there.virtualServices;
    const other = live({ ...own, name: "reviews-canary" }, "helm");
    const gone = ruleByObjects(said(STEP), { ...there, virtualServices: [] }, NONE, "prod");
    assert.match(gone.kind === "stop" ? gone.why : "", /the cluster {2}gone/);
    const more = ruleByObjects(said(STEP), { ...there, virtualServices: [own, other] }, NONE, "prod");
    assert.match(more.kind === "stop" ? more.why : "", /reviews-canary differs; last written by helm/);
  });

  it("goes on beside what was so before it looked first, but not beside another split", () => {
    const there = cluster({ v1: 70, v2: 0, v3: 30 }, "kubectl-edit");
    const [own = assert.fail()] = there.virtualServices;
    const other = live({ ...own, name: "reviews-canary" }, "helm");
    const before = otherObjectsThatDiffer(said(STEP), { ...there, virtualServices: [own, other] });
    assert.deepEqual([...before], ["VirtualService default/reviews-canary"]);
    const [good = assert.fail()] = cluster(STEP).virtualServices;
    const both = (one: LiveObject) => ({ ...there, virtualServices: [one, other] });
    assert.deepEqual(ruleByObjects(said(STEP), both(good), before, "prod"), { kind: "pass" });
    assert.equal(ruleByObjects(said(STEP), both(own), before, "prod").kind, "stop");
  });
});
