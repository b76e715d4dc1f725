import { type z } from "zod";
import { fieldOf, isFields } from "./value";

/** Those fields of an object that are right by themselves, whatever is wrong with the others. */
export type ValidFields<S extends z.ZodRawShape> = { readonly [K in keyof S]?: z.output<S[K]> };

/** The fields that are right by themselves, defaults too, so that rules between them can be checked in spite of the others. */
export function validFields<S extends z.ZodRawShape>({ shape }: z.ZodObject<S>, value: unknown): ValidFields<S> {
  if (value !== undefined && !isFields(value)) return {};
  const parsed = Object.entries(shape).map(([name, schema]) => {
    return [name, (schema as unknown as z.ZodType).safeParse(fieldOf(value, name)).data] as const;
  });
  return Object.fromEntries(parsed.filter(([, data]) => data !== undefined)) as ValidFields<S>;
}

/** The elements of a list, each in its place; undefined in the place of one that `read` makes nothing of. */
export function validElements<T>(value: unknown, read: (element: unknown) => T | undefined): (T | undefined)[] {
  return Array.isArray(value) ? value.map(read) : [];
}
