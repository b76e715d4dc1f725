import assert from "node:assert/strict";
import { type Found } from "../../../components/cluster/cluster-reader";
import { undoneShifts } from "../../../components/expected/undone-shifts";
import { formatProblems } from "../../../config/problem/problem";
import { SHIFT_KEY } from "../../../mesh/traffic/shift-mark";
import { type Split } from "../../../mesh/traffic/split";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { WALK_THROUGH } from "../../commands/traffic/plans";

const FROM = { v1: 10, v2: 30, v3: 60 };
const TO = { v1: 0, v2: 0, v3: 100 };
const STATE = {
  ...{ id: "one", stack: "prod", service: "reviews", rule: "roundrobin-user", phase: "shifted", at: 1 },
  ...{ from: FROM, to: TO, runs: TO, steps: [{}, {}] },
  done: [{ step: 2, at: "2026-11-26T22:10:05.123Z" }],
};

/** The plan with other weights of its rule. */
function plan(weights: Split): TrafficPlan {
  return { ...WALK_THROUGH, rules: WALK_THROUGH.rules.map((rule) => ({ ...rule, weights })) };
}

function cluster(weights: Split): Found {
  const spec = virtualServiceSpec(plan(weights), "reviews.default.svc.cluster.local");
  return { kind: "found", object: { spec } };
}

/** What is said of a config, by what a shift did and what runs now. */
async function undone(config: Split, runs: Found = cluster(TO), state: object = STATE, stack = "prod") {
  const asked: string[] = [];
  const read = (service: string, name: string) => {
    asked.push(`${service} ${name}`);
    return Promise.resolve(runs);
  };
  const found = await undoneShifts([plan(config)], [{ data: { [SHIFT_KEY]: JSON.stringify(state) } }], stack, read);
  return { found, asked };
}

describe("a config with the split from before a shift", () => {
  it("is told when the shift ended, the diff to commit and the command that writes it", async () => {
    const { found, asked } = await undone(FROM);
    assert.deepEqual(asked, ["reviews reviews"]);
    assert.equal(
      formatProblems(found, "pulumi"),
      [
        "bookinfo-mesh:traffic.reviews.rules[0].weights: takes back what a shift has done at 2026-11-26 22:10:05 UTC " +
          "(v1 0 -> 10, v2 0 -> 30, v3 100 -> 60): to keep that, commit what it wrote into the stack's file:",
        ...["-     v1: 10", "-     v2: 30", "-     v3: 60", "+     v1: 0", "+     v2: 0", "+     v3: 100"].map(
          (line) => `  ${line}`,
        ),
        "  to fix:  npm run traffic -- set reviews --rule roundrobin-user v1=0 v2=0 v3=100 --stack prod   # writes it, and changes nothing that runs",
      ].join("\n"),
    );
  });

  it("is told nothing once the split was moved otherwise, or where that can't be known", async () => {
    assert.deepEqual((await undone(FROM, cluster(FROM))).found, []);
    assert.deepEqual((await undone(FROM, cluster({ v1: 0, v2: 50, v3: 50 }))).found, []);
    assert.deepEqual((await undone(FROM, { kind: "unknown" })).found, []);
    assert.deepEqual((await undone(FROM, { kind: "missing" })).found, []);
  });

  it("is one that has neither the target nor a third split, of that stack, after a shift that got there", async () => {
    for (const [config, state, stack] of [
      [TO, STATE, "prod"],
      [{ v1: 0, v2: 50, v3: 50 }, STATE, "prod"],
      [FROM, { ...STATE, phase: "gone back" }, "prod"],
      [FROM, { ...STATE, phase: "running" }, "prod"],
      [FROM, { ...STATE, from: undefined }, "prod"],
      [FROM, { ...STATE, rule: "beta" }, "prod"],
      [FROM, STATE, "dev"],
    ] as const) {
      assert.deepEqual(await undone(config, cluster(TO), state, stack), { found: [], asked: [] });
    }
  });
});
