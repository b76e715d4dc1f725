import { RE2JS } from "re2js";
import { z } from "zod";
import { isDuration } from "../../mesh/traffic/duration";
import { isLabelName, isLabelValue } from "../../mesh/traffic/labels";
import { areRetryConditions } from "../../mesh/traffic/retry-conditions";
import { type StringMatch } from "../../mesh/traffic/string-shape";
import { DEFAULT_RULE } from "../../mesh/traffic/traffic-plan";

/** In bytes (istio.io/istio, validateStringRegexp). */
const LONGEST_REGEX = 1024;

/** Envoy drops a route whose regular expression it cannot compile, so one that RE2 refuses never gets that far. */
function isRe2(regex: string): boolean {
  if (Buffer.byteLength(regex) > LONGEST_REGEX) return false;
  try {
    RE2JS.compile(regex);
    return true;
  } catch {
    return false; // RE2JS has no other way to say so.
  }
}

/** Istio takes header names in lower case only, and reads these four from the request itself, never as headers. */
export function isHeaderName(name: string): boolean {
  return /^(?!(uri|scheme|method|authority)$)[a-z0-9_-]+$/.test(name);
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
    headers: z.record(z.string().refine(isHeaderName), stringMatchSchema).optional(),
    uri: stringMatchSchema.optional(),
    method: stringMatchSchema.optional(),
    sourceLabels: z.record(z.string().refine(isLabelName), someText.refine(isLabelValue)).optional(),
  })
  .refine((match) => Object.values(match).some((part) => part !== undefined && Object.keys(part).length > 0));

const duration = z.string().refine(isDuration);
const percent = z.number().min(0).max(100);

const routeOptions = {
  timeout: duration.optional(),
  retries: z
    .strictObject({
      attempts: z.number().int().min(0).max(100),
      perTryTimeout: duration.optional(),
      retryOn: z.string().refine(areRetryConditions).optional(),
    })
    .optional(),
  fault: z
    .strictObject({
      delay: z.strictObject({ percent, fixedDelay: duration }).optional(),
      abort: z.strictObject({ percent, httpStatus: z.number().int().min(200).max(599) }).optional(),
    })
    .refine(({ delay, abort }) => delay !== undefined || abort !== undefined)
    .optional(),
  mirror: z.strictObject({ version: someText, percent }).optional(),
};

/** The names of all that a route may do besides splitting its requests. */
export const ROUTE_OPTIONS: readonly string[] = Object.keys(routeOptions);

/** What decides about one service's requests, with the long form of the default, and with weights of some schema. */
function decisions<Weights extends z.ZodType>(weights: Weights) {
  const rule = z.strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
      .refine((name) => name !== DEFAULT_RULE),
    match: matchSchema,
    weights,
    ...routeOptions,
  });
  return z.strictObject({ rules: z.array(rule).default([]), default: z.strictObject({ weights, ...routeOptions }) });
}

/** One service's section. Weights are only known to be an object: what they say is checked by the rules of splits. */
export const planSchema = decisions(z.record(z.string(), z.unknown()));

/** A plan as the program hands it out, whose weights have been checked. */
export const trafficPlanSchema = decisions(z.record(z.string(), z.number())).extend({
  service: z.string(),
  versions: z.array(z.string()),
});
