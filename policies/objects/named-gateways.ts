import { KeyedItems } from "../resources/keyed-items";
import { type Gateway } from "./gateway";
import { oncePerStack } from "./once-per-stack";
import { type StackView } from "./stack-view";

/** The Gateways that `NAMESPACE/NAME` names. @throws NotKnown when there is none, but one of which that is not known */
export function gatewaysNamed(view: StackView, name: string): readonly Gateway[] {
  return byName(view).find(name);
}

const byName = oncePerStack((view) => new KeyedItems(view.gateways, ({ fullName }) => [fullName]));
