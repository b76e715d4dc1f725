import { type z } from "zod";
import { type Path } from "../../mesh/config-path";
import { type Part } from "../problem/fix";
import { ABOUT_KEYS, type AboutKey } from "./about-key";

type Schema = z.core.$ZodType;

/** A key of the config, as the documentation shows it. */
export interface ConfigKey {
  /** Its name from the top; `<...>` stands for any name, `[]` for any index. */
  readonly key: string;
  readonly about: AboutKey;
  /** What a stack gets that does not set it; absent where the key is required or has no value unless set. */
  readonly default?: string;
  /** Whether it only holds other keys together. */
  readonly isGroup: boolean;
}

/**
 * A place inside of another: a field by its name, or whatever stands in a list or under a name that the user chooses.
 */
interface Child {
  readonly name: string;
  readonly schema: Schema;
  /** Of a union: the one kind that has it. */
  readonly kind?: string;
}

/** All keys that a schema has, each before those inside of it. */
export function keysOf(schema: Schema, parent = ""): ConfigKey[] {
  return childrenOf(schema).flatMap(({ name, schema: child }) => {
    const key = name === "[]" || parent === "" ? `${parent}${name}` : `${parent}.${name}`;
    const about = aboutOf(child, key);
    const value = defaultOf(child, about);
    const own = { key, about, ...(value !== undefined && { default: value }), isGroup: about.parts !== undefined };
    return [own, ...keysOf(child, key)];
  });
}

/** The names that a structure may have, each with the kind that alone has it; none of what has no names of its own. */
export function namesIn(schema: Schema | undefined): readonly { readonly name: string; readonly kind?: string }[] {
  const type = schema && layersOf(schema).at(-1)?._zod.def.type;
  return schema && (type === "object" || type === "union") ? childrenOf(schema) : [];
}

/** The schema of a place; undefined where a schema has no such place, or has none for it. */
export function schemaAt(schema: Schema, path: Path): Schema | undefined {
  return path.reduce<Schema | undefined>((at, segment) => at && inside(at, segment), schema);
}

/** What is said of a place. @throws Error where nothing is, which a test keeps from happening */
export function aboutOf(schema: Schema | undefined, name: string): AboutKey {
  const about =
    schema &&
    layersOf(schema)
      .map((layer) => ABOUT_KEYS.get(layer))
      .find((one) => one !== undefined);
  if (!about) throw new Error(`the schema does not say what ${name} is`);
  return about;
}

/** What is said of each place on the way to one, as far as the schema has it, and of all inside of it. */
export function aboutPlacesAround(schema: Schema, path: Path): AboutKey[] {
  const way = path.map((_, index) => schemaAt(schema, path.slice(0, index + 1)));
  const inner = way.at(-1);
  return [
    ...way.flatMap((one) => (one ? [aboutOf(one, "a place")] : [])),
    ...(inner ? keysOf(inner).map(({ about }) => about) : []),
  ];
}

/** Values that work in a place, each with its own place in it. */
export function examplesAt(schema: Schema, name: string): readonly Part[] {
  const { parts, example, default: unsaid } = aboutOf(schema, name);
  if (parts) {
    return parts.flatMap(({ at, value }) => {
      if (value !== undefined) return [{ at, value }];
      const part = schemaAt(schema, at);
      return part ? examplesAt(part, name).map((one) => ({ at: [...at, ...one.at], value: one.value })) : [];
    });
  }
  const value = example ?? unsaid ?? defaultValueOf(schema);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    throw new Error(`the schema has no example of ${name}`);
  return [{ at: [], value }];
}

function defaultOf(schema: Schema, about: AboutKey): string | undefined {
  const value = about.default ?? defaultValueOf(schema);
  return typeof value === "string" || value === undefined ? value : JSON.stringify(value);
}

function defaultValueOf(schema: Schema): unknown {
  return layersOf(schema)
    .map(definition)
    .flatMap((def) => (def.type === "default" || def.type === "prefault" ? [def.defaultValue] : []))[0];
}

function inside(schema: Schema, segment: PropertyKey): Schema | undefined {
  const def = definition(innermost(schema));
  if (def.type === "array") return typeof segment === "number" ? def.element : undefined;
  if (def.type === "record") return typeof segment === "string" ? named(def.valueType) : undefined;
  return childrenOf(schema).find(({ name }) => name === segment)?.schema;
}

function childrenOf(schema: Schema): readonly Child[] {
  const inner = innermost(schema);
  const def = definition(inner);
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).map(([name, child]) => ({ name, schema: child }));
    case "array":
      return [{ name: "[]", schema: def.element }];
    case "record": {
      const value = named(def.valueType);
      return value ? [{ name: aboutOf(schema, "a record").names ?? "<name>", schema: value }] : [];
    }
    case "union":
      return childrenOfUnion(def.options);
    default:
      return [];
  }
}

/** What all options have is there once, and without a kind. */
function childrenOfUnion(options: readonly Schema[]): readonly Child[] {
  const all = options.map((option) => ({ kind: kindOf(option), children: childrenOf(option) }));
  const isShared = (name: string) => all.every(({ children }) => children.some((child) => child.name === name));
  return all.flatMap(({ kind, children }, index) =>
    children.flatMap((child) => {
      if (!isShared(child.name)) return [{ ...child, ...(kind !== undefined && { kind }) }];
      return index === 0 ? [child] : [];
    }),
  );
}

function kindOf(option: Schema): string | undefined {
  const kind = schemaAt(option, ["kind"]);
  const def = kind && definition(kind);
  return def?.type === "literal" ? String(def.values[0]) : undefined;
}

/** The values of a record that may be anything are no keys of the config. */
function named(schema: Schema): Schema | undefined {
  return definition(schema).type === "unknown" ? undefined : schema;
}

function innermost(schema: Schema): Schema {
  return layersOf(schema).at(-1) ?? schema;
}

/** A schema and those that it wraps, down to the one that says what the value is made of. */
function layersOf(schema: Schema): readonly Schema[] {
  const def = definition(schema);
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
      return [schema, ...layersOf(def.innerType)];
    case "pipe":
      // What comes in is read by a transformation, or is turned into something else by one.
      return [schema, ...layersOf(definition(def.in).type === "transform" ? def.out : def.in)];
    default:
      return [schema];
  }
}

function definition(schema: Schema): z.core.$ZodTypes["_zod"]["def"] {
  return (schema as z.core.$ZodTypes)._zod.def;
}
