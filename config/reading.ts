import { type z } from "zod";
import { isAtOrIn, type Path } from "../mesh/config-path";
import { fieldOf } from "./value";

export type Issue = z.core.$ZodRawIssue;

type FieldOf<T, Name> = T extends unknown ? (Name extends keyof T ? T[Name] : never) : never;
type NameIn<T> = T extends object ? keyof T : never;
type KindOf<T> = T extends { readonly kind: infer Kind } ? Kind : never;
type ElementOf<T> = T extends readonly (infer Element)[] ? Element : never;

/** What a schema made of a value, of one parse: what is valid of it, as far down as one looks, and what is wrong. */
export class Reading<T> {
  /**
   * @param value as it was understood, valid or not, with defaults where nothing was written
   * @param issues what is wrong at or in it, or around it so that nobody looked at it
   */
  constructor(
    readonly value: unknown,
    readonly issues: readonly Issue[],
  ) {}

  /** Whether nothing is wrong with it. What is not there is valid too, where it need not be. */
  get isValid(): boolean {
    return this.issues.length === 0;
  }

  /** The whole, where nothing in it is wrong. */
  get valid(): T | undefined {
    // The one place that takes a schema at its word: a value in which it found nothing wrong is one of its output.
    return this.isValid ? (this.value as T) : undefined;
  }

  field<Name extends NameIn<NonNullable<T>>>(name: Name): Reading<FieldOf<NonNullable<T>, Name>> {
    return new Reading(fieldOf(this.value, name), this.issues.flatMap(issueOf(name)));
  }

  /** The same as one of a kind; undefined where it is of another, or of none. */
  ofKind<Kind extends KindOf<T>>(kind: Kind): Reading<Extract<T, { readonly kind: Kind }>> | undefined {
    const isOfKind = fieldOf(this.value, "kind") === kind;
    return isOfKind ? new Reading<Extract<T, { readonly kind: Kind }>>(this.value, this.issues) : undefined;
  }

  /** The elements of a list, each in its place. */
  get elements(): readonly Reading<ElementOf<NonNullable<T>>>[] {
    const list = Array.isArray(this.value) ? (this.value as readonly unknown[]) : [];
    return list.map((element, index) => new Reading(element, this.issues.flatMap(issueOf(index))));
  }
}

/** Holds a value against its schema. */
export function read<T>(schema: z.ZodType<T>, written: unknown): Reading<T> {
  // Zod's own functions for this leave out what is valid beside what is wrong; these two are made of the same call.
  const payload = schema._zod.run({ value: written, issues: [] }, { async: false });
  if (payload instanceof Promise) throw new Error("a schema of the config can't be read at once");
  return new Reading(payload.value, payload.issues);
}

/** Where an issue is. */
export function pathOf(issue: Issue): Path {
  return issue.path ?? [];
}

/** An issue as one of a part, where it concerns that part. */
function issueOf(part: PropertyKey): (issue: Issue) => Issue[] {
  return (issue) => {
    const path = pathOf(issue);
    if (stopsAt(issue, path)) return [{ ...issue, path: [] }];
    return path.length > 0 && isAtOrIn(path, [part]) ? [{ ...issue, path: path.slice(1) }] : [];
  };
}

/** Whether the schema looked no further than the very place that an issue is reported for the parts of. */
function stopsAt({ code }: Issue, path: Path): boolean {
  // Of a value of an unknown kind no part has a schema.
  if (code === "invalid_union") return path.length <= 1;
  // What a rule says of the whole, or of names that it does not know, says nothing of the other parts.
  return path.length === 0 && code !== "custom" && code !== "unrecognized_keys" && code !== "too_small";
}
