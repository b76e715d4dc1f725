import { NotKnown } from "./value";

/** Items by their keys, so that whoever looks for one does not go through all of a stack. */
export class KeyedItems<T> {
  private readonly byKey = new Map<string, T[]>();
  private open: NotKnown | undefined;

  /** @param keysOf an item's keys; may throw {@link NotKnown}, and then the item might have any key */
  constructor(items: readonly T[], keysOf: (item: T) => readonly string[]) {
    for (const item of items) {
      try {
        for (const key of new Set(keysOf(item))) this.add(key, item);
      } catch (error) {
        if (!(error instanceof NotKnown)) throw error;
        this.open ??= error;
      }
    }
  }

  /** The items of a key, in their order. Those whose keys are not known are left out. */
  known(key: string): readonly T[] {
    return this.byKey.get(key) ?? [];
  }

  /** Those of some keys, but where there is none, one whose key is not known may be it. @throws NotKnown */
  find(...keys: readonly string[]): readonly T[] {
    const found = keys.flatMap((key) => this.known(key));
    if (found.length === 0 && this.open) throw this.open;
    return found;
  }

  /** The items of a key for whoever must have them all. @throws NotKnown when another item might be one, too */
  all(key: string): readonly T[] {
    if (this.open) throw this.open;
    return this.known(key);
  }

  private add(key: string, item: T): void {
    const items = this.byKey.get(key);
    if (items) items.push(item);
    else this.byKey.set(key, [item]);
  }
}
