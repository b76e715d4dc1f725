import { type RawConfig } from "../../../config/parse-config";
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

/** The `pulumi config` commands that make the edits: all values at once, then each removal, in their order. */
export function editCommands(edits: readonly ConfigEdit[]): string[][] {
  const sets = edits.filter(({ value }) => value !== undefined);
  const removals = edits.filter(({ value }) => value === undefined);
  return [
    ...(sets.length === 0
      ? []
      : [
          [
            "config",
            "set-all",
            "--path",
            ...sets.flatMap(({ path, value }) => ["--plaintext", `${projectKey(path)}=${value}`]),
          ],
        ]),
    ...removals.map(({ path }) => ["config", "rm", "--path", projectKey(path)]),
  ];
}
