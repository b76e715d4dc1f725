import { type PolicyConfigSchema } from "@pulumi/policy";

type JsonSchema = PolicyConfigSchema["properties"][string];

/** One thing about a policy that its user can set: its JSON schema, and the value it has until then. */
export interface Setting<T> {
  readonly schema: JsonSchema;
  readonly fallback: T;
}

export type SettingsSchema = Readonly<Record<string, Setting<unknown>>>;

/** The values of a policy's settings. */
export type SettingsOf<S extends SettingsSchema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Both bounds are allowed. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export function wholeNumber(fallback: number, range: Range, description: string): Setting<number> {
  return numberOfType("integer", fallback, range, description);
}

export function decimal(fallback: number, range: Range, description: string): Setting<number> {
  return numberOfType("number", fallback, range, description);
}

function numberOfType(
  type: "integer" | "number",
  fallback: number,
  { from, to }: Range,
  description: string,
): Setting<number> {
  return { fallback, schema: { type, minimum: from, maximum: to, default: fallback, description } };
}

export function flag(fallback: boolean, description: string): Setting<boolean> {
  return { fallback, schema: { type: "boolean", default: fallback, description } };
}

export function text(fallback: string, description: string, pattern = "."): Setting<string> {
  return { fallback, schema: { type: "string", pattern, default: fallback, description } };
}

/** A list of texts, none twice. */
export function texts(fallback: readonly string[], description: string): Setting<readonly string[]> {
  return {
    fallback,
    schema: { type: "array", items: { type: "string" }, uniqueItems: true, default: [...fallback], description },
  };
}

/** A text for each of some names. */
export function textByName(
  fallback: Readonly<Record<string, string>>,
  description: string,
): Setting<Readonly<Record<string, string>>> {
  return {
    fallback,
    schema: { type: "object", additionalProperties: { type: "string" }, default: { ...fallback }, description },
  };
}

/** Several values that belong together, each of which may be left out. */
export function fields<T extends object>(
  properties: Readonly<Record<keyof T & string, JsonSchema>>,
  description: string,
): Setting<Partial<T>> {
  return {
    fallback: {},
    schema: { type: "object", additionalProperties: false, properties, default: {}, description },
  };
}

/** What a user set, and the fallback for everything that they did not. */
export function settingsFrom<S extends SettingsSchema>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
): SettingsOf<S> {
  return Object.fromEntries(
    Object.entries(schema).map(([name, { fallback }]) => [name, given[name] ?? fallback]),
  ) as SettingsOf<S>;
}
