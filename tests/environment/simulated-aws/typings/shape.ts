/** What a package's typings allow at one place of a resource's inputs. */
export type Shape =
  | { readonly kind: "any" }
  | { readonly kind: "primitive"; readonly type: "string" | "number" | "boolean" }
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "array"; readonly of: Shape }
  | { readonly kind: "map"; readonly of: Shape }
  | { readonly kind: "oneOf"; readonly shapes: readonly Shape[] }
  | { readonly kind: "object"; readonly name: string; readonly fields: () => Fields };

export type Fields = Readonly<Record<string, { readonly required: boolean; readonly shape: Shape }>>;

/** Something that inputs say and the typings do not allow. */
export interface ShapeProblem {
  /** `vpcConfig.subnetIds[0]`. */
  readonly path: string;
  readonly reason: string;
}

/**
 * What stands for a value that the engine does not know yet, and marks a secret or a resource (@pulumi/pulumi, rpc).
 */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export const isUnknown = (value: unknown): boolean => value === UNKNOWN_TEXT;

type Properties = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Inputs with secrets in the clear and every resource as its ID, as a provider's API is sent them. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET) return plain(value["value"]);
  // The ID of a resource that there is not yet is empty.
  if (SIGNATURE in value) return value["id"] || UNKNOWN_TEXT;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** What is wrong with a value that {@link plain} has been through. What is not known yet may become anything. */
export function shapeProblems(shape: Shape, value: unknown, path = ""): ShapeProblem[] {
  if (shape.kind === "any" || isUnknown(value)) return [];
  const wrong = (expected: string) => [{ path, reason: `${JSON.stringify(value)} is not ${expected}` }];
  switch (shape.kind) {
    case "primitive":
      return typeof value === shape.type ? [] : wrong(`a ${shape.type}`);
    case "literal":
      return value === shape.value ? [] : wrong(JSON.stringify(shape.value));
    case "array":
      if (!Array.isArray(value)) return wrong("a list");
      return value.flatMap((member, index) => shapeProblems(shape.of, member, `${path}[${index}]`));
    case "map":
      if (!isObject(value)) return wrong("a map");
      return Object.entries(value).flatMap(([key, member]) => shapeProblems(shape.of, member, join(path, key)));
    case "oneOf": {
      const each = shape.shapes.map((one) => shapeProblems(one, value, path));
      // What is furthest inside tells most about what was meant.
      return each.some(({ length }) => length === 0) ? [] : (each.toSorted((a, b) => depth(b) - depth(a))[0] ?? []);
    }
    case "object":
      return isObject(value) ? fieldProblems(shape.name, shape.fields(), value, path) : wrong(`a ${shape.name}`);
  }
}

function fieldProblems(name: string, fields: Fields, value: Properties, path: string): ShapeProblem[] {
  const given = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  const missing = Object.entries(fields)
    .filter(([key, { required }]) => required && !given.some(([other]) => other === key))
    .map(([key]) => ({ path: join(path, key), reason: `is missing: ${name} requires it` }));
  const wrong = given.flatMap(([key, member]) => {
    const field = fields[key];
    if (!field) return [{ path: join(path, key), reason: `${name} has no such property` }];
    return shapeProblems(field.shape, member, join(path, key));
  });
  return [...missing, ...wrong];
}

const join = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);
const depth = (problems: readonly ShapeProblem[]) => Math.max(...problems.map(({ path }) => path.length));
