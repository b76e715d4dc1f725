/** Which share of the requests each version gets, in whole percent. A valid split adds up to 100. */
export type Split = Readonly<Record<string, number>>;

/** What is wrong with the weights of one route. `version` is absent where the whole is wrong and no single weight. */
export interface WeightProblem {
  readonly version?: string;
  readonly is: string;
  readonly expected: string;
}

/**
 * What keeps weights from being a split that means what it says. Istio itself accepts any weights whose sum is not 0
 * and sends each version weight / sum of the requests, so 90 and 20 silently become 81.8 % and 18.2 %
 * (istio/istio pull request 39544).
 */
export function weightProblems(weights: readonly (readonly [version: string, weight: unknown])[]): WeightProblem[] {
  if (weights.length === 0) return [{ is: "no weights", expected: "at least one version with its weight" }];

  const single = weights.flatMap(([version, weight]): WeightProblem[] => {
    const expected = "a whole number from 0 to 100";
    if (typeof weight !== "number" || Number.isNaN(weight)) {
      return [{ version, is: `${JSON.stringify(weight)} is not a number`, expected }];
    }
    if (weight < 0) return [{ version, is: `${weight} is negative`, expected }];
    if (weight > 100) return [{ version, is: `${weight} is over 100`, expected }];
    if (!Number.isInteger(weight)) return [{ version, is: `${weight} is not a whole number`, expected }];
    return [];
  });
  if (single.length > 0) return single;

  const total = sumOf(weights);
  return total === 100 ? [] : [{ is: `weights add up to ${total}, not 100`, expected: "weights that add up to 100" }];
}

/** The sum of weights that are all numbers. */
export function sumOf(weights: readonly (readonly [version: string, weight: unknown])[]): number {
  return weights.reduce((sum, [, weight]) => sum + (weight as number), 0);
}

/** The versions that one of two splits names, or both, by name. */
export function versionsOf(from: Split, to: Split): string[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
}

/** Versions that get at least one percent. */
export function liveVersions(split: Split): string[] {
  return Object.keys(split).filter((version) => (split[version] ?? 0) > 0);
}
