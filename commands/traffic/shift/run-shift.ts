import { type Split } from "../../../mesh/traffic/split";
import { NoAnswer } from "../../stack/bounded-kubeconfig";
import { reasonOf } from "../../stack/cluster-access";
import { NothingMoved } from "../moves/move";
import { type Action, next, type Observation, type ShiftRules } from "./decide";
import { type Happening, type StepMove } from "./events";
import { type StepVerdict } from "./judge-pairs";
import { type Step } from "./plan-steps";
import { triedAgain } from "./until-answered";

/** What a shift is to do. */
export interface ShiftPlan {
  /** The split before the first step, which it goes back to. */
  readonly from: Split;
  readonly steps: readonly Step[];
  /** The version that gets copies before the first step, which is then step -1. */
  readonly mirror?: string | undefined;
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
  /**
   * Makes the update to a step, from 0, or, at -1, to copies; resolves once the proxies have it, or are known not to.
   */
  enter(index: number): Promise<StepMove>;
  /** Makes the update to the split before the first step. */
  goBack(why: string): Promise<StepMove>;
  look(index: number): Promise<Look>;
  tell(happening: Happening): Promise<void>;
  show(text: string): void;
}

/** How a shift ended in this process. */
export type Outcome = "shifted" | "gone back" | "paused";

/**
 * Carries a shift on from one of its steps until it is done, has gone back, or is paused.
 *
 * @param start the step to begin with, from 0; -1 for copies first
 * @throws UserError where an update failed; what the stack then does is what its last update said
 */
export async function runShift(plan: ShiftPlan, start: number, tools: ShiftTools): Promise<Outcome> {
  const steps = plan.steps.length;
  let index = start;
  for (;;) {
    const { percent, split } = stepAt(plan, index);
    // What was asked as the machine fell asleep has no answer when it wakes.
    const moved = await tried("the update", () => tools.enter(index), [NoAnswer], tools);
    await tools.tell(
      index < 0
        ? { event: "mirrors", version: plan.mirror ?? "", ...moved }
        : { event: "step", step: index + 1, steps, percent, ...moved },
    );
    const { action, evidence } = await watchStep(plan, index, tools);
    await tools.tell({
      ...{ event: "verdict", step: index + 1, steps, decision: DECISIONS[action.kind] },
      ...{ why: action.why, evidence },
    });
    switch (action.kind) {
      case "advance":
        index = action.to;
        continue;
      case "go back":
        return goBack(action.why, tools);
      case "pause":
        await tools.tell({ event: "paused", why: action.why, split });
        return "paused";
      case "done":
        await tools.tell({ event: "shifted", split });
        return "shifted";
    }
  }
}

/**
 * Takes a shift back, wherever it is. Where that can't be done at once, such as while another update has the stack or
 * no istiod answers to validate it, it is tried again: until then the version that is worse gets requests.
 */
export async function goBack(why: string, tools: ShiftTools): Promise<"gone back"> {
  const back = await tried("going back", () => tools.goBack(why), [NothingMoved, NoAnswer], tools);
  await tools.tell({ event: "gone back", why, ...back });
  return "gone back";
}

/** For how long an update that could not be made is tried again, in milliseconds. */
const TRY_MS = 180_000;

/** Makes an update, and again while it fails for a reason that may pass. */
function tried(
  what: string,
  make: () => Promise<StepMove>,
  passing: readonly (typeof NothingMoved | typeof NoAnswer)[],
  tools: ShiftTools,
): Promise<StepMove> {
  return triedAgain(make, {
    mayPass: (error) => passing.some((kind) => error instanceof kind),
    mostMs: TRY_MS,
    now: () => tools.now(),
    before: async (error) => {
      tools.show(`${what} is tried again: ${reasonOf(error).split("\n").slice(0, 2).join(" ")}`);
      await tools.sleep();
    },
  });
}

type Final = Exclude<Action, { readonly kind: "hold" }>;

const DECISIONS: Readonly<Record<Final["kind"], string>> = {
  advance: "goes on",
  "go back": "goes back",
  pause: "pauses",
  done: "has arrived",
};

/** Between two looks there is a second, or, where the cluster is slow to answer, some more. */
const MOST_BETWEEN_LOOKS_MS = 15_000;

/** Looks at a step until there is something to do. */
async function watchStep(
  plan: ShiftPlan,
  index: number,
  tools: ShiftTools,
): Promise<{ readonly action: Final; readonly evidence: StepVerdict }> {
  const { steps, rules } = plan;
  const { percent } = stepAt(plan, index);
  let since = tools.now();
  let last = since;
  for (;;) {
    await tools.sleep();
    // Nobody looked while the machine slept, and what the proxies logged meanwhile has yet to be read: the step is held
    // anew.
    const gap = tools.now() - last;
    last = tools.now();
    if (gap < 0 || gap > MOST_BETWEEN_LOOKS_MS) since = last;
    const { evidence, ...look } = await tools.look(index);
    const observation = { ...look, verdict: evidence.verdict, why: evidence.why };
    const action = next({ step: index, steps: steps.length, since }, percent, observation, rules, tools.now());
    if (action.kind !== "hold") return { action, evidence };
    const where = index < 0 ? "copies" : `step ${index + 1} of ${steps.length} (${percent} %)`;
    tools.show(`${where}: ${action.why}`);
  }
}

/** While a version gets copies alone the split is as it was. */
function stepAt({ from, steps }: Pick<ShiftPlan, "from" | "steps">, index: number): Step {
  const step = index < 0 ? { percent: 0, split: from } : steps[index];
  if (!step) throw new Error(`there is no step ${index} of ${steps.length}`);
  return step;
}
