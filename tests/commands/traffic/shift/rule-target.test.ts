import assert from "node:assert/strict";
import { parseConfig, type RawConfig } from "../../../../config/parse-config";
import { surroundingsOf } from "../../../../config/surroundings";
import { edited } from "../../../../commands/traffic/moves/config-edit";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { type RuleTarget, targetEdits, targetOf, withTarget } from "../../../../commands/traffic/shift/rule-target";
import { type ShiftState } from "../../../../commands/traffic/shift/shift-state";
import { type TrafficPlan } from "../../../../mesh/traffic/traffic-plan";
import { repoDir } from "../../../../commands/stack/sandbox/paths";
import { WALK_THROUGH } from "../plans";

const { rules, default: fallback } = WALK_THROUGH;
const FROM = { v1: 10, v2: 30, v3: 60 };

function raw(written: object): RawConfig {
  return {
    region: "eu-central-1",
    values: { cluster: JSON.stringify({ kind: "eks" }), traffic: JSON.stringify({ reviews: written }) },
  };
}

/** The plan that a config has. */
function planIn(config: RawConfig): TrafficPlan {
  const parsed = parseConfig(config, surroundingsOf(repoDir));
  assert.ok(!parsed.problems, JSON.stringify(parsed.problems));
  return parsed.config.traffic[0] ?? assert.fail();
}

/** The plans after several updates, one after the other, and what the config then is. */
function after(written: object, rule: string, ...targets: readonly RuleTarget[]) {
  let config = raw(written);
  for (const target of targets) {
    const before = planIn(config);
    config = edited(config, targetEdits(config, before, rule, target));
    const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [before] });
    assert.deepEqual(planIn(config), withTarget(placed, rule, target).plan);
  }
  return JSON.parse(config.values["traffic"] ?? "") as { readonly reviews: object };
}

const COPIES = { split: FROM, mirror: { version: "v3" } };

describe("what an update of a shift makes of its rule", () => {
  it("is a mirror before the first step, and none from then on", () => {
    const rule = { ...rules[0], weights: FROM };
    const with_ = (mirror?: object, weights = FROM) => ({
      rules: [{ ...rule, weights, ...mirror }],
      default: fallback,
    });
    assert.deepEqual(
      after(with_(), "roundrobin-user", COPIES).reviews,
      with_({ mirror: { version: "v3", percent: 100 } }),
    );
    const first = { split: { v1: 5, v2: 15, v3: 80 }, mirror: "none" } as const;
    assert.deepEqual(after(with_(), "roundrobin-user", COPIES, first).reviews, with_({}, first.split));
    const back = { split: FROM, mirror: "none" } as const;
    assert.deepEqual(after(with_(), "roundrobin-user", COPIES, back).reviews, with_());
    assert.deepEqual(after(with_(), "roundrobin-user", COPIES, COPIES, first, back, back).reviews, with_());
  });

  it("finds room for a mirror in a default that is written as weights alone", () => {
    const copies = { split: { v2: 100 }, mirror: { version: "v3" } };
    const written = after({ default: { v2: 100 } }, "default", copies);
    assert.deepEqual(written.reviews, { default: { weights: { v2: 100 }, mirror: { version: "v3", percent: 100 } } });
    const first = { split: { v2: 90, v3: 10 }, mirror: "none" } as const;
    const then = after({ default: { v2: 100 } }, "default", copies, first);
    assert.deepEqual(then.reviews, { default: { weights: { v2: 90, v3: 10 } } });
  });

  it("writes a default as it was written before it had a mirror", () => {
    const copies = { split: { v2: 100 }, mirror: { version: "v3" } };
    const first = { split: { v2: 90, v3: 10 }, mirror: "none", isShort: true } as const;
    const back = { ...first, split: { v2: 100 } };
    const after_ = (...targets: readonly RuleTarget[]) =>
      after({ default: { v2: 100 } }, "default", ...targets).reviews;
    assert.deepEqual(after_(copies, first), { default: { v2: 90, v3: 10 } });
    assert.deepEqual(after_(copies, back), { default: { v2: 100 } });
    assert.deepEqual(after_(copies, first, back), { default: { v2: 100 } });
    const slow = { default: { weights: { v2: 100 }, mirror: { version: "v3", percent: 100 }, timeout: "2s" } };
    const { mirror: _, ...kept } = slow.default;
    assert.deepEqual(after(slow, "default", back).reviews, { default: kept });
  });

  it("is copies at -1, then each step's split without, and the split of before on the way back", () => {
    const state = {
      from: { v2: 100 },
      steps: [{ percent: 50, split: { v2: 50, v3: 50 } }],
      settings: { mirror: "v3", shortDefault: true },
    } as unknown as ShiftState;
    assert.deepEqual(targetOf(state, -1), { split: { v2: 100 }, mirror: { version: "v3" } });
    assert.deepEqual(targetOf(state, 0), { split: { v2: 50, v3: 50 }, mirror: "none", isShort: true });
    assert.deepEqual(targetOf(state, "back"), { split: { v2: 100 }, mirror: "none", isShort: true });
    const plain = { ...state, settings: { ...state.settings, mirror: undefined } };
    assert.deepEqual(targetOf(plain as never, 0), { split: { v2: 50, v3: 50 } });
  });

  it("leaves a mirror alone that is none of the shift's business", () => {
    const mirrored = { default: { weights: { v2: 100 }, mirror: { version: "v1", percent: 5 } } };
    const written = after(mirrored, "default", { split: { v2: 50, v3: 50 } });
    assert.deepEqual(written.reviews, { default: { weights: { v2: 50, v3: 50 }, mirror: mirrored.default.mirror } });
  });
});
