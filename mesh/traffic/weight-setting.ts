import { PROJECT } from "../config-path";
import { liveVersions, type Split } from "./split";
import { type TrafficPlan } from "./traffic-plan";

/** One rule's split as it is and as it is with some of it moved, and where stack config keeps its weights. */
export interface WeightChange {
  readonly service: string;
  readonly rule: string;
  readonly from: Split;
  readonly to: Split;
  /** The full key of the rule's weights, as `pulumi config set --path` takes it. */
  readonly key: string;
}

/**
 * A change of the first rule that splits: of the heaviest version's weight, `portion` goes to the next heaviest. No
 * version comes or goes as long as that is less than the whole of it. Undefined where no rule splits over two versions.
 */
export function moveWeight(
  plans: readonly TrafficPlan[],
  portion: (heaviest: number) => number,
): WeightChange | undefined {
  for (const { service, rules } of plans) {
    for (const [index, { name, weights }] of rules.entries()) {
      const [heaviest, other] = liveVersions(weights).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
      if (heaviest === undefined || other === undefined) continue;
      const weight = weights[heaviest] ?? 0;
      const moved = portion(weight);
      const to = { ...weights, [heaviest]: weight - moved, [other]: (weights[other] ?? 0) + moved };
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
