import { liveVersions, type Split } from "../mesh/split";
import { type TrafficPlan } from "../mesh/traffic-plan";
import { PROJECT } from "../mesh/problem";

/** One rule's split as it is and as it is with one percent moved, and where stack config keeps its weights. */
export interface WeightChange {
  readonly service: string;
  readonly rule: string;
  readonly from: Split;
  readonly to: Split;
  /** The full key of the rule's weights, as `pulumi config set --path` takes it. */
  readonly key: string;
}

/**
 * The smallest change that can be made to the first rule that splits: one percent of the heaviest version goes to another one. No
 * version comes or goes, so all that changes are two numbers. Undefined where no rule splits over two versions.
 */
export function smallestChange(plans: readonly TrafficPlan[]): WeightChange | undefined {
  for (const { service, rules } of plans) {
    for (const [index, { name, weights }] of rules.entries()) {
      const [heaviest, other] = liveVersions(weights).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
      if (heaviest === undefined || other === undefined) continue;
      const to = { ...weights, [heaviest]: (weights[heaviest] ?? 0) - 1, [other]: (weights[other] ?? 0) + 1 };
      return { service, rule: name, from: weights, to, key: `${PROJECT}:traffic.${service}.rules[${index}].weights` };
    }
  }
  return undefined;
}

/** The arguments of the `pulumi config` command that sets a rule's whole split at once. */
export function setWeightsArguments(key: string, weights: Split): string[] {
  return [
    "config",
    "set-all",
    "--path",
    ...Object.entries(weights).flatMap(([version, weight]) => ["--plaintext", `${key}.${version}=${weight}`]),
  ];
}
