import { sumOf, type Split, versionsOf } from "../../../mesh/traffic/split";
import { movedVersions } from "../../../mesh/traffic/named-route";
import { spread } from "../../../mesh/traffic/spread";
import { UserError } from "../../terminal/user-error";

/** One step of a shift. */
export interface Step {
  /** How much of the way from the split before the shift to its target is behind after this step, from 1 to 100. */
  readonly percent: number;
  /** Every version of the split before or of the target, in whole percent that add up to 100. */
  readonly split: Split;
}

/** What steps are where none are named. */
export const DEFAULT_STEPS = [5, 10, 25, 50, 100] as const;

/**
 * The splits on the way from one to another. Each weight is that percentage of the way from what it was to what it is
 * to be, rounded by the largest remainder. A step that would change nothing, because it is less than a weight's whole
 * percent, is left out; the last is the target. None where the two are the same.
 *
 * @param percents rising, from 1 to 100, the last 100
 * @throws UserError where they are not, with a list that is right
 */
export function planSteps(present: Split, target: Split, percents: readonly number[]): Step[] {
  requireRising(percents);
  const versions = versionsOf(present, target);
  const at = (percent: number): Split => {
    // Hundredths of a percent, so that all of it stays in whole numbers.
    const parts = versions.map((version) => {
      const [from, to] = [present[version] ?? 0, target[version] ?? 0];
      return [version, from * (100 - percent) + to * percent] as const;
    });
    return spread(Object.fromEntries(parts), 100);
  };
  let last: Split = present;
  return percents.flatMap((percent) => {
    const split = at(percent);
    if (movedVersions(last, split).length === 0) return [];
    last = split;
    return [{ percent, split }];
  });
}

/**
 * Reads `5,10,25,50,100`.
 *
 * @throws UserError as {@link planSteps}
 */
export function parseSteps(text: string): number[] {
  const words = text.split(",").map((word) => word.trim().replace(/%$/, ""));
  const percents = words.map((word) => (/^\d+$/.test(word) ? Number(word) : NaN));
  if (percents.some(Number.isNaN)) throw wrongSteps(text, percents);
  requireRising(percents);
  return percents;
}

/**
 * The whole split that a shift is to end with: versions that are not named share what is left, as their weights are
 * now.
 *
 * @param weights those of the versions that are named
 * @throws UserError where these can't make a whole
 */
export function targetSplit(present: Split, weights: Split, service: string): Split {
  const named = Object.entries(weights);
  const given = sumOf(named);
  const others = Object.fromEntries(Object.entries(present).filter(([version]) => !(version in weights)));
  const rest = 100 - given;
  const whole = named.map(([version, weight]) => `${version}=${weight}`).join(" ");
  if (rest < 0) throw new UserError(`--to ${whole} adds up to ${given}: expected at most 100.`);
  if (rest > 0 && sumOf(Object.entries(others)) === 0) {
    throw new UserError(
      `--to ${whole} adds up to ${given}, and no other version of ${service} has a weight that could keep the other ${rest} %. ` +
        "Expected weights that add up to 100: name the other versions, too.",
    );
  }
  const kept = rest === 0 ? Object.fromEntries(Object.keys(others).map((one) => [one, 0])) : spread(others, rest);
  return { ...kept, ...weights };
}

function requireRising(percents: readonly number[]): void {
  const rises = percents.every((percent, index) => {
    const before = index === 0 ? 0 : (percents[index - 1] ?? 0);
    return Number.isInteger(percent) && percent > before && percent <= 100;
  });
  if (!rises || percents.at(-1) !== 100) throw wrongSteps(percents.join(","), percents);
}

function wrongSteps(text: string, percents: readonly number[]): UserError {
  const valid = percents.filter((one) => Number.isInteger(one) && one > 0 && one < 100);
  const right = [...new Set(valid)].sort((a, b) => a - b);
  return new UserError(
    `--steps ${JSON.stringify(text)} is not a list of steps: expected whole percentages of the way to the target that rise and ` +
      `end with 100, such as --steps ${[...(right.length > 0 ? right : DEFAULT_STEPS.slice(0, -1)), 100].join(",")}`,
  );
}
