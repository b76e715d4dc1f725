import { type DestinationRule } from "../objects/destination-rule";
import { namesFitting } from "../objects/host";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";
import { ifKnown } from "./if-known";

/** The DestinationRules whose host is this very name, as far as they are known. */
export function knownRulesFor(view: StackView, host: string): readonly DestinationRule[] {
  return byHost(view).known(host);
}

/** The same. @throws NotKnown when there is none, and one whose host is not known may be it */
export function rulesFor(view: StackView, host: string): readonly DestinationRule[] {
  return byHost(view).find(host);
}

/** The DestinationRules whose host a name fits, the closest first, as far as they are known. */
export function rulesCovering(view: StackView, host: string): DestinationRule[] {
  return namesFitting(host).flatMap((name) => byHost(view).known(name));
}

/** The same, for whoever must have them all. @throws NotKnown when a rule's host is not known */
export function allRulesCovering(view: StackView, host: string): DestinationRule[] {
  return namesFitting(host).flatMap((name) => byHost(view).all(name));
}

/** Those of which it is not known whether a name fits their host. */
export const rulesForUnknownHosts = oncePerStack((view) =>
  view.destinationRules.filter((rule) => ifKnown(() => ({ host: rule.host })) === undefined),
);

const byHost = oncePerStack(
  (view) => new KeyedItems(view.destinationRules, ({ host }) => (host === undefined ? [] : [host])),
);
