import { type KubeConfig } from "@kubernetes/client-node";
import { type PlacedPlan } from "../placed-plan";
import { ShiftLease } from "../shift/shift-lease";
import { isOver, type ShiftState } from "../shift/shift-state";
import { listShifts } from "../shift/shift-store";
import { type ShiftSnapshot } from "./snapshot";

/**
 * The last shift of each rule, by `SERVICE/RULE`. None where they can't be read, for want of the right to list
 * ConfigMaps or because another version of this program wrote them: what else is seen does not depend on them.
 */
export async function readShifts(
  access: KubeConfig,
  stack: string,
  plans: readonly PlacedPlan[],
): Promise<ReadonlyMap<string, ShiftSnapshot>> {
  const namespaces = [...new Set(plans.map(({ namespace }) => namespace))];
  const read = namespaces.map(async (namespace) => {
    const states = (await listShifts(access, namespace)).filter((state) => state.stack === stack);
    return Promise.all(
      states.map(async (state) => {
        const { service, rule } = state;
        const isCarriedOn = isOver(state)
          ? false
          : (await new ShiftLease(access, namespace, service, rule).holder()) !== undefined;
        return [`${service}/${rule}`, shiftSnapshot(state, isCarriedOn)] as const;
      }),
    );
  });
  return new Map((await Promise.all(read.map((one) => one.catch(() => [])))).flat());
}

/** What is shown of a shift. One that is to run, and that nobody carries on, has died. */
export function shiftSnapshot(state: ShiftState, isCarriedOn: boolean): ShiftSnapshot {
  const { id, phase, steps, at, why, request, startedAt, done, settings } = state;
  const hasDied = (phase === "running" || phase === "going back") && !isCarriedOn;
  return {
    id,
    phase: hasDied ? "died" : phase,
    step: Math.min(at + 1, steps.length),
    percents: steps.map(({ percent }) => percent),
    // A step begins when the one before it has ended.
    since: done.at(-1)?.at ?? startedAt,
    holdMs: settings.holdMs,
    ...(settings.baseline !== undefined && { baseline: settings.baseline }),
    ...(request && { asked: request.what }),
    ...(why !== undefined && { why }),
  };
}
