import { type Split } from "../../../mesh/traffic/split";
import { type Action, next, type Observation, type ShiftRules } from "./decide";
import { type Happening, type StepMove } from "./events";
import { type StepVerdict } from "./judge-pairs";
import { type Step } from "./plan-steps";

/** What a shift is to do. */
export interface ShiftPlan {
  /** The split before the first step, which it goes back to. */
  readonly from: Split;
  readonly steps: readonly Step[];
  readonly rules: ShiftRules;
}

/** One look at a step. */
export interface Look extends Omit<Observation, "verdict" | "why"> {
  readonly evidence: StepVerdict;
}

/** What a shift works with. */
export interface ShiftTools {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(): Promise<void>;
  /** Makes the update to a split; resolves once the proxies have it, or are known not to. */
  moveTo(split: Split): Promise<StepMove>;
  /** From here on a step's split is what requests are split by. */
  beginStep(index: number): void;
  look(index: number): Promise<Look>;
  tell(happening: Happening): Promise<void>;
  show(text: string): void;
}

/** How a shift ended in this process. */
export type Outcome = "shifted" | "gone back" | "paused";

/**
 * Carries a shift on from one of its steps until it is done, has gone back, or is paused.
 *
 * @param start the step to begin with, from 0
 * @throws UserError where an update failed; what the stack then does is what its last update said
 */
export async function runShift(plan: ShiftPlan, start: number, tools: ShiftTools): Promise<Outcome> {
  let index = start;
  for (;;) {
    const { percent, split } = stepAt(plan, index);
    const moved = await tools.moveTo(split);
    tools.beginStep(index);
    await tools.tell({ event: "step", step: index + 1, steps: plan.steps.length, percent, ...moved });
    const { action, evidence } = await watchStep(plan, index, tools);
    if (action.kind !== "pause") await tools.tell(verdictOf(plan, index, action, evidence));
    switch (action.kind) {
      case "advance":
        index = action.to;
        continue;
      case "go back": {
        const back = await tools.moveTo(plan.from);
        await tools.tell({ event: "gone back", why: action.why, ...back });
        return "gone back";
      }
      case "pause":
        await tools.tell({ event: "paused", why: action.why, split });
        return "paused";
      case "done":
        await tools.tell({ event: "shifted", split });
        return "shifted";
    }
  }
}

interface Decision {
  readonly action: Exclude<Action, { readonly kind: "hold" }>;
  readonly evidence: StepVerdict;
}

/** Looks at a step until there is something to do. */
async function watchStep({ steps, rules }: ShiftPlan, index: number, tools: ShiftTools): Promise<Decision> {
  const { percent } = stepAt({ steps }, index);
  const since = tools.now();
  for (;;) {
    await tools.sleep();
    const { evidence, ...look } = await tools.look(index);
    const observation = { ...look, verdict: evidence.verdict, why: evidence.why };
    const action = next({ step: index, steps: steps.length, since }, percent, observation, rules, tools.now());
    if (action.kind !== "hold") return { action, evidence };
    tools.show(`step ${index + 1} of ${steps.length} (${percent} %): ${action.why}`);
  }
}

function verdictOf({ steps }: ShiftPlan, index: number, action: Decision["action"], evidence: StepVerdict): Happening {
  const decision = action.kind === "go back" ? "goes back" : "goes on";
  return { event: "verdict", step: index + 1, steps: steps.length, decision, why: action.why, evidence };
}

function stepAt({ steps }: Pick<ShiftPlan, "steps">, index: number): Step {
  const step = steps[index];
  if (!step) throw new Error(`there is no step ${index} of ${steps.length}`);
  return step;
}
