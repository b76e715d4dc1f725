import { z } from "zod";

/**
 * A text. `pulumi config set --path` writes `true` as a truth value and `5` as a number, so these two are the texts
 * that were typed.
 */
export function typed<Schema extends z.ZodType<string>>(schema: Schema) {
  return z.preprocess((value) => (isMisread(value) ? String(value) : value), schema);
}

function isMisread(value: unknown): boolean {
  return typeof value === "boolean" || Number.isSafeInteger(value);
}

/** Some words of a person, without the blanks around them. */
export const words = typed(
  z
    .string()
    .regex(/\S/)
    .transform((text) => text.trim()),
);

/** Some text that is compared as it is, blanks too. */
export const text = typed(z.string().min(1));

export const port = z.number().int().min(1).max(65535);

/** The name of a Secret (RFC 1123, DNS subdomain). */
export const secretName = typed(
  z.string().regex(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/),
);

/** The name of an object that is a DNS label (RFC 1123), such as a namespace. */
export const dnsLabel = typed(z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/));

export const LABEL_VALUE =
  "at most 63 letters, digits, hyphens, underscores and dots, the first and the last a letter or digit";
export const WHOLE = "a whole number";
export const SOME_TEXT = "a text that is not empty";
