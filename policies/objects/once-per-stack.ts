import { type StackView } from "./stack-view";

/**
 * Makes something of a stack when it is first asked for, and once, however many of its resources are held against it.
 */
export function oncePerStack<T>(make: (view: StackView) => T): (view: StackView) => T {
  const made = new WeakMap<StackView, { readonly value: T }>();
  return (view) => {
    const kept = made.get(view) ?? { value: make(view) };
    made.set(view, kept);
    return kept.value;
  };
}
