import { z } from "zod";
import { type Path } from "../../mesh/config-path";
import { type Scalar } from "../problem/fix";

/** What a schema cannot say of a key by itself: what the documentation and the messages tell people about it. */
export interface AboutKey {
  readonly meaning: string;
  /** What a value must be, as the words after "expected". */
  readonly expected: string;
  /** A value that works, for the command that fixes a wrong one; the default where none is given. */
  readonly example?: Scalar;
  /** Of what has structure: the parts that stand for it, as examples. */
  readonly parts?: readonly ExamplePart[];
  /** A default that is not the schema's, because it makes a difference whether the key is set. */
  readonly default?: Scalar;
  /** What was meant by a text, where just its form is wrong. */
  readonly meant?: (text: string) => string;
  /** A file with such a value, which the command reads: the value is too long for a command line, or a secret. */
  readonly file?: string;
  /** The value is never quoted; `encrypted` is to be set so, too. */
  readonly secret?: "unquoted" | "encrypted";
  /** What stands for the names that the user chooses, such as `<version>`. */
  readonly names?: string;
}

/** A part by its place; its value is the example of that place, unless given. */
export interface ExamplePart {
  readonly at: Path;
  readonly value?: Scalar;
}

/** What is said of each key of the config, by its schema. */
export const ABOUT_KEYS = z.registry<AboutKey>();

/** A schema as that of a key: itself, or a copy where it is one of another key too, of which something else is said. */
export function key<Schema extends z.ZodType>(schema: Schema, about: AboutKey): Schema {
  // With its definition handed in, a copy takes over nothing that is said of the other. A copy of each would be slow to
  // start.
  const own = ABOUT_KEYS.has(schema) ? schema.clone(schema._zod.def) : schema;
  ABOUT_KEYS.add(own, about);
  return own;
}
