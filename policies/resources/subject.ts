import { type StackResource } from "./stack-resource";
import { NotKnown } from "./value";

/** What a policy looks at one at a time; without a resource it is the stack as a whole. */
export interface Subject {
  readonly resource?: StackResource;
}

/**
 * The items for which a condition holds. Items that cannot be judged yet do not matter as long as one is found; if none
 * is, the question stays open and {@link NotKnown} is thrown.
 */
export function findKnown<I>(items: readonly I[], holds: (item: I) => boolean): I[] {
  let open: NotKnown | undefined;
  const found = items.filter((item) => {
    try {
      return holds(item);
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      open ??= error;
      return false;
    }
  });
  if (found.length === 0 && open !== undefined) throw open;
  return found;
}
