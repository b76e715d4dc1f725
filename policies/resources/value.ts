import { isFields } from "../../mesh/fields";

/** What stands for a value that a preview cannot know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown until the update");

/** A property as a policy sees it: JSON, with {@link UNKNOWN} wherever the preview does not know. */
export type Value = typeof UNKNOWN | null | boolean | number | string | readonly Value[] | ValueObject;
export interface ValueObject {
  readonly [key: string]: Value;
}

/** What is there to be read at one place: a value, nothing, or something that is not known before the update. */
export type Reading =
  | { readonly kind: "known"; readonly value: Exclude<Value, typeof UNKNOWN> }
  | { readonly kind: "unknown" }
  | { readonly kind: "absent" };

/** Thrown where a check needs a value that is not known yet; whoever runs the check reports what was left unchecked. */
export class NotKnown extends Error {
  /**
   * @param path where the value would be, e.g. `spec.http[0].route[1].weight`
   * @param why why it is not there
   */
  constructor(
    readonly path: string,
    why = "is not known before the update",
  ) {
    super(`${path} ${why}`);
  }
}

/**
 * One place in a resource's properties. Going to a place never fails, whether it is there or not; reading a value gives
 * `undefined` (or nothing to iterate) where it is absent or of another type, and throws {@link NotKnown} where it is
 * unknown.
 */
export class Place {
  private constructor(
    readonly path: string,
    private readonly value: Value | undefined,
  ) {}

  /** The root of a resource's properties. */
  static root(value: Value): Place {
    return new Place("", value);
  }

  /** The place under a key; under an unknown value everything is unknown, and named by the unknown value's path. */
  at(...keys: readonly string[]): Place {
    return keys.reduce<Place>((place, key) => place.child(key), this);
  }

  reading(): Reading {
    if (this.value === UNKNOWN) return { kind: "unknown" };
    return this.value === undefined || this.value === null ? { kind: "absent" } : { kind: "known", value: this.value };
  }

  get isAbsent(): boolean {
    return this.reading().kind === "absent";
  }

  /** The value as it is, unknown parts included, or undefined where it is absent. */
  known(): Exclude<Value, typeof UNKNOWN> | undefined {
    const reading = this.reading();
    if (reading.kind === "unknown") throw new NotKnown(this.path || "every property");
    return reading.kind === "known" ? reading.value : undefined;
  }

  text(): string | undefined {
    const value = this.known();
    return typeof value === "string" ? value : undefined;
  }

  /** The text, or undefined where it is not known: for what people are told, and where another way to know will do. */
  textIfKnown(): string | undefined {
    return this.value === UNKNOWN ? undefined : this.text();
  }

  number(): number | undefined {
    const value = this.known();
    return typeof value === "number" ? value : undefined;
  }

  flag(): boolean | undefined {
    const value = this.known();
    return typeof value === "boolean" ? value : undefined;
  }

  /** The places of a list's items. */
  items(): Place[] {
    const value = this.known();
    return Array.isArray(value) ? value.map((item: Value, index) => new Place(`${this.path}[${index}]`, item)) : [];
  }

  /** The texts of a list. */
  texts(): string[] {
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /** The keys of an object and the place of each. */
  entries(): [key: string, place: Place][] {
    const value = this.known();
    return isObject(value) ? Object.keys(value).map((key) => [key, this.child(key)]) : [];
  }

  /**
   * An object of texts, such as labels. Numbers and booleans count as the text that they would be written as. One that
   * is not known has its key all the same and throws {@link NotKnown} when it is read, so that it matters to those
   * alone that ask for it.
   */
  textMap(): Readonly<Record<string, string>> {
    const map: Record<string, string> = {};
    for (const [key, place] of this.entries()) {
      const reading = place.reading();
      if (reading.kind === "unknown") Object.defineProperty(map, key, { enumerable: true, get: () => place.text() });
      else if (reading.kind === "known" && typeof reading.value !== "object") map[key] = String(reading.value);
    }
    return map;
  }

  private child(key: string): Place {
    if (this.value === UNKNOWN) return this;
    const value = isObject(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new Place(this.path === "" ? key : `${this.path}.${key}`, value);
  }
}

/** Whether a value is an object of properties, neither a list nor null. */
export function isObject(value: Value | undefined): value is ValueObject {
  return isFields(value);
}
