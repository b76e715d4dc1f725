import assert from "node:assert/strict";
import fc from "fast-check";
import { planEdits } from "../../../../commands/traffic/objects/plan-edits";
import { edited, editCommands } from "../../../../commands/traffic/moves/config-edit";
import { parseTraffic } from "../../../../config/sections/traffic-config";
import { type TrafficPlan } from "../../../../mesh/traffic/traffic-plan";
import { anyPlan } from "../../../mesh/traffic/arbitrary-plan";
import { planOf } from "../plans";

const KNOWN = [{ name: "reviews", versions: ["v1", "v2", "v3"], leftOut: [], isEntrance: false }];

/** A plan as a person writes it: a default that only splits in its short form, or not. */
function writtenAs({ rules, default: fallback }: TrafficPlan, short: boolean): unknown {
  const isShort = short && Object.keys(fallback).length === 1;
  return { ...(rules.length > 0 && { rules }), default: isShort ? fallback.weights : fallback };
}

describe("edits of a plan in config", () => {
  it("make it say another one (any two plans)", () => {
    fc.assert(
      fc.property(anyPlan, anyPlan, fc.boolean(), (before, after, short) => {
        const written = writtenAs(before, short);
        const raw = { values: { traffic: JSON.stringify({ reviews: written }) } };
        const { values } = edited(raw, planEdits(written, after));
        const { plans, problems } = parseTraffic(JSON.parse(values["traffic"] ?? "{}"), KNOWN);
        assert.deepEqual(problems, []);
        assert.deepEqual(plans, [after]);
      }),
    );
  });

  it("are none where it says so already (any plan)", () => {
    fc.assert(
      fc.property(anyPlan, fc.boolean(), (plan, short) => {
        assert.deepEqual(planEdits(writtenAs(plan, short), plan), []);
      }),
    );
  });

  it("keep to the weights that differ", () => {
    const plan = planOf([{ name: "beta", weights: { v1: 10, v2: 90 } }]);
    const moved = { ...plan, rules: plan.rules.map((rule) => ({ ...rule, weights: { v1: 30, v2: 70 } })) };
    assert.deepEqual(editCommands(planEdits(writtenAs(plan, true), moved)), [
      [
        "config",
        "set-all",
        "--path",
        "--plaintext",
        "bookinfo-mesh:traffic.reviews.rules[0].weights.v1=30",
        "--plaintext",
        "bookinfo-mesh:traffic.reviews.rules[0].weights.v2=70",
      ],
    ]);
  });

  it("name the type of a text that looks like a number, and of a number that Pulumi takes for a text", () => {
    const path = ["traffic", "reviews", "rules", 0, "match", "headers", "x-build", "exact"];
    const percent = ["traffic", "reviews", "default", "mirror", "percent"];
    assert.deepEqual(
      editCommands([
        { path, value: "7" },
        { path: percent, value: 0.5 },
      ]),
      [
        [
          "config",
          "set",
          "--path",
          "--type",
          "string",
          "bookinfo-mesh:traffic.reviews.rules[0].match.headers.x-build.exact",
          "--",
          "7",
        ],
        [
          "config",
          "set",
          "--path",
          "--type",
          "float",
          "bookinfo-mesh:traffic.reviews.default.mirror.percent",
          "--",
          "0.5",
        ],
      ],
    );
  });
});
