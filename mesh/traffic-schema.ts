import { RE2JS } from "re2js";
import { z } from "zod";
import { type StringMatch } from "./request-match";
import { DEFAULT_RULE } from "./traffic-plan";

/** Envoy drops a route whose regular expression it cannot compile, so one that RE2 refuses never gets that far. */
function isRe2(regex: string): boolean {
  try {
    RE2JS.compile(regex);
    return true;
  } catch {
    return false; // RE2JS has no other way to say so.
  }
}

const someText = z.string().min(1);

const stringMatchSchema = z
  .strictObject({
    exact: someText.optional(),
    prefix: someText.optional(),
    regex: someText.refine(isRe2).optional(),
  })
  .refine((match) => Object.keys(match).length === 1)
  .transform((match) => match as StringMatch);

/** What a rule's `match` may hold: at least one condition. */
export const matchSchema = z
  .strictObject({
    // Istio takes header names in lower case only, and reads these three from the request itself, never as headers.
    headers: z
      .record(z.string().regex(/^(?!(uri|scheme|method|authority)$)[a-z0-9_-]+$/), stringMatchSchema)
      .optional(),
    uri: stringMatchSchema.optional(),
    method: stringMatchSchema.optional(),
    sourceLabels: z.record(z.string().min(1), someText).optional(),
  })
  .refine((match) => Object.values(match).some((part) => part !== undefined && Object.keys(part).length > 0));

const duration = z.string().refine(isDuration);
const percent = z.number().min(0).max(100);

/** Durations as Istio reads them: one or more numbers with a unit, at least a millisecond in all. */
function isDuration(text: string): boolean {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return false;
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ""] ?? 0), 0) >= 1;
}

const routeOptions = {
  timeout: duration.optional(),
  retries: z
    .strictObject({
      attempts: z.number().int().min(0).max(100),
      perTryTimeout: duration.optional(),
      retryOn: someText.optional(),
    })
    .optional(),
  fault: z
    .strictObject({
      delay: z.strictObject({ percent, fixedDelay: duration }).optional(),
      abort: z.strictObject({ percent, httpStatus: z.number().int().min(200).max(599) }).optional(),
    })
    .optional(),
  mirror: z.strictObject({ version: someText, percent }).optional(),
};

/** The weights are only known to be an object here: what they say is checked by the rules of splits. */
const weights = z.record(z.string(), z.unknown());

/** One service's section, after a default that is just a split has been written as `{weights}`. */
export const planSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
          .refine((name) => name !== DEFAULT_RULE),
        match: matchSchema,
        weights,
        ...routeOptions,
      }),
    )
    .default([]),
  default: z.strictObject({ weights, ...routeOptions }),
});
