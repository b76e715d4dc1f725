import { type Path } from "../../mesh/config-path";

/** What a key may be set to. */
export type Scalar = string | number | boolean;

/** A scalar, and where in a value it stands. */
export interface Part {
  readonly at: Path;
  readonly value: Scalar;
}

/** What is to be done about a problem: a change of the stack's config, or else something around it. */
export type Fix = (Change | Around) & {
  /** What else there is to know, or to do in its place. */
  readonly note?: string;
};

/** A change of the stack's config. */
export type Change =
  | { readonly kind: "set"; readonly path: Path; readonly value: Scalar }
  /** The value is what a file holds: it is too long for a command line, or a secret, which is set encrypted. */
  | { readonly kind: "setFromFile"; readonly path: Path; readonly file: string; readonly secret: boolean }
  | { readonly kind: "remove"; readonly path: Path }
  /** A value gets another place, part by part: Pulumi sets nothing but scalars. */
  | { readonly kind: "move"; readonly from: Path; readonly to: Path; readonly parts: readonly Part[] }
  /** A section that is JSON in one text becomes the structure that the text describes. */
  | { readonly kind: "unpack"; readonly section: string; readonly json: string }
  /** Several, each if the one before it went well. */
  | { readonly kind: "inTurn"; readonly fixes: readonly Fix[] };

/** What has to be done outside of the config, or by hand. */
export type Around =
  | { readonly kind: "show"; readonly path: Path }
  | { readonly kind: "run"; readonly command: readonly string[]; readonly before?: string };

export function set(path: Path, value: Scalar, note?: string): Fix {
  return { kind: "set", path, value, ...(note !== undefined && { note }) };
}

export function setFromFile(path: Path, file: string): Fix {
  return { kind: "setFromFile", path, file, secret: false };
}

/** A secret belongs neither on a command line nor in the clear. */
export function setSecretFromFile(path: Path, file: string): Fix {
  return { kind: "setFromFile", path, file, secret: true };
}

export function remove(path: Path, note?: string): Fix {
  return { kind: "remove", path, ...(note !== undefined && { note }) };
}

/** Gives a value another place; where there is nothing in it, just its own place goes. */
export function move(from: Path, to: Path, value: unknown): Fix {
  return { kind: "move", from, to, parts: partsOf(value) };
}

/** Sets what holds something else now. */
export function replace(path: Path, value: Scalar, now: unknown): Fix {
  // Where a quoted text stands, Pulumi keeps its quotes around whatever is set, and a number would become a text again.
  return typeof now === "string" && typeof value !== "string"
    ? inTurn(remove(path), set(path, value))
    : set(path, value);
}

/** One fix made of several; of one alone it is that one. */
export function inTurn(...fixes: readonly Fix[]): Fix {
  const [only, ...others] = fixes;
  return only && others.length === 0 ? only : { kind: "inTurn", fixes };
}

/** A command that is not Pulumi's; `before` says what has to be done first. */
export function run(command: readonly string[], { note, before }: { note?: string; before?: string } = {}): Fix {
  return { kind: "run", command, ...(before !== undefined && { before }), ...(note !== undefined && { note }) };
}

/** The element that a fix takes out of a list, where it does: the elements after it get other numbers. */
export function removedElement(fix: Fix): Path | undefined {
  return fix.kind === "remove" && typeof fix.path.at(-1) === "number" ? fix.path : undefined;
}

function partsOf(value: unknown, at: Path = []): Part[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [{ at, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) =>
    partsOf(part, [...at, Array.isArray(value) ? Number(name) : name]),
  );
}
