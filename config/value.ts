import { type Path } from "../mesh/config-path";
import { fieldOf, isFields, valueAt } from "../mesh/fields";

export { fieldOf, type Fields, isFields, valueAt } from "../mesh/fields";

/** A value with another one at a path, in objects and lists that are made where there are none. */
export function withValueAt(value: unknown, [head, ...rest]: Path, part: unknown): unknown {
  if (head === undefined) return part;
  const inner = withValueAt(fieldOf(value, head), rest, part);
  if (typeof head === "number")
    return Object.assign(Array.isArray(value) ? [...(value as unknown[])] : [], { [head]: inner });
  return { ...(isFields(value) ? value : {}), [head]: inner };
}

/** A value without the field at a path; undefined without a path. */
export function withoutField(value: unknown, path: Path): unknown {
  if (path.length === 0) return undefined;
  const parent = valueAt(value, path.slice(0, -1));
  if (!isFields(parent)) return value;
  const kept = Object.entries(parent).filter(([name]) => name !== path.at(-1));
  return withValueAt(value, path.slice(0, -1), Object.fromEntries(kept));
}
