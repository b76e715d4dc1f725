import { type RawConfig } from "../../../config/parse-config";
import { typeToTell } from "../../../config/problem/render-fix";
import { withoutField, withValueAt } from "../../../config/value";
import { type Path, projectKey } from "../../../mesh/config-path";

/** A change of one place in a stack's config: another value, or, without one, its removal. */
export interface ConfigEdit {
  readonly path: Path;
  readonly value?: string | number;
}

/** The config as the edits leave it, to be checked before anything is written. */
export function edited(raw: RawConfig, edits: readonly ConfigEdit[]): RawConfig {
  const values = edits.reduce<Record<string, string>>(
    (all, { path: [section, ...rest], value }) => {
      const name = String(section);
      const before: unknown = JSON.parse(all[name] ?? "{}");
      const after = value === undefined ? withoutPlace(before, rest) : withValueAt(before, rest, value);
      return { ...all, [name]: JSON.stringify(after) };
    },
    { ...raw.values },
  );
  return { ...raw, values };
}

/** Pulumi takes an element out of a list as it takes a field out of an object. */
function withoutPlace(value: unknown, path: Path): unknown {
  const last = path.at(-1);
  if (typeof last !== "number") return withoutField(value, path);
  const parent = path.slice(0, -1);
  const list = parent.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value) as unknown[];
  return withValueAt(value, parent, list.toSpliced(last, 1));
}

/**
 * The `pulumi config` commands that make the edits: all values, at once where that can be, then each removal, in their
 * order.
 */
export function editCommands(edits: readonly ConfigEdit[]): string[][] {
  const sets = edits.flatMap(({ path, value }) => (value === undefined ? [] : [{ key: projectKey(path), value }]));
  const removals = edits.filter(({ value }) => value === undefined);
  return [...setCommands(sets), ...removals.map(({ path }) => ["config", "rm", "--path", projectKey(path)])];
}

interface NewValue {
  readonly key: string;
  readonly value: string | number;
}

/** Only a command for one value takes a type, which a text that looks like a number needs. */
function setCommands(sets: readonly NewValue[]): string[][] {
  if (sets.length === 0) return [];
  if (sets.every(({ value }) => typeToTell(value) === undefined)) {
    const pairs = sets.flatMap(({ key, value }) => ["--plaintext", `${key}=${value}`]);
    return [["config", "set-all", "--path", ...pairs]];
  }
  return sets.map(({ key, value }) => {
    const type = typeToTell(value);
    return ["config", "set", "--path", ...(type ? ["--type", type] : []), key, "--", String(value)];
  });
}
