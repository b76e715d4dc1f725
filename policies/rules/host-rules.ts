import { type DestinationRule } from "../objects/destination-rule";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";

/** The DestinationRules whose host is this very name, as far as they are known. */
export function knownRulesFor(view: StackView, host: string): readonly DestinationRule[] {
  return rulesByHost(view).known(host);
}

/** The same. @throws NotKnown when there is none, and one whose host is not known may be it */
export function rulesFor(view: StackView, host: string): readonly DestinationRule[] {
  return rulesByHost(view).find(host);
}

const rulesByHost = oncePerStack(
  (view) => new KeyedItems(view.destinationRules, ({ host }) => (host === undefined ? [] : [host])),
);
