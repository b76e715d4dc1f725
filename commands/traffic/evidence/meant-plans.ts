import { knownWords } from "../../../config/problem/nearest";
import { type StackOutputs } from "../../stack/outputs";
import { UserError } from "../../terminal/user-error";
import { type PlacedPlan } from "../placed-plan";
import { ruleNames } from "./attribution";

/** Where probes are sent; every one of them goes to Bookinfo's page. */
export function probePage({ productpageUrl }: StackOutputs, stack: string): string {
  if (productpageUrl !== undefined) return productpageUrl;
  throw new UserError(
    `The stack ${stack} tells no address of Bookinfo's page, which is where --probe sends its requests. Without it the ` +
      "requests of real callers are counted.",
  );
}

/**
 * The plans of the service, and with the rule, that are meant; all where none is named.
 *
 * @throws UserError where there is none, with the names that there are
 */
export function meantPlans(
  plans: readonly PlacedPlan[],
  stack: string,
  service: string | undefined,
  rule: string | undefined,
): readonly PlacedPlan[] {
  if (plans.length === 0)
    throw new UserError(`The stack ${stack} splits no service's traffic: it has no traffic plan.`);
  const meant = plans.filter(({ plan }) => service === undefined || plan.service === service);
  if (meant.length === 0) {
    const names = plans.map(({ plan }) => plan.service);
    throw new UserError(`The stack ${stack} has no traffic plan for ${service}; ${knownWords(service ?? "", names)}`);
  }
  const withRule = meant.filter((placed) => rule === undefined || ruleNames(placed).includes(rule));
  if (withRule.length === 0) {
    const names = [...new Set(meant.flatMap(ruleNames))];
    throw new UserError(`No rule of ${service ?? "the stack"} is named ${rule}; ${knownWords(rule ?? "", names)}`);
  }
  return withRule;
}
