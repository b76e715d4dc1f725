import { z } from "zod";
import { isDuration } from "../../mesh/traffic/duration";
import { areRetryConditions } from "../../mesh/traffic/retry-conditions";
import { key } from "../schema/about-key";
import { text, typed, WHOLE } from "../schema/values";

const duration = typed(z.string().refine(isDuration));
const DURATION = "a duration such as 500ms, 2s or 1m, in whole milliseconds";

const percent = (example: number) =>
  key(z.number().min(0).max(100), { meaning: "share of the requests", expected: "a number from 0 to 100", example });

const retries = z.strictObject({
  attempts: key(z.number().int().min(0).max(100), {
    meaning: "how often a failed request is tried again, so `attempts` and one tries in all",
    expected: `${WHOLE} from 0 to 100`,
    example: 2,
  }),
  perTryTimeout: key(duration.optional(), {
    meaning: "how long each try may take; all of them have to fit into the rule's `timeout`",
    expected: DURATION,
    example: "1s",
  }),
  retryOn: key(typed(z.string().refine(areRetryConditions)).optional(), {
    meaning: "Envoy's retry conditions, joined by commas",
    expected: "conditions such as 5xx or reset, or HTTP statuses, joined by commas without blanks",
    example: "5xx,reset",
  }),
});

const delay = z.strictObject({
  percent: percent(10),
  fixedDelay: key(duration, { meaning: "how slow", expected: DURATION, example: "2s" }),
});

const abort = z.strictObject({
  percent: percent(10),
  httpStatus: key(z.number().int().min(200).max(599), {
    meaning: "the status they get",
    expected: `${WHOLE} from 200 to 599`,
    example: 503,
  }),
});

const fault = z
  .strictObject({
    delay: key(delay.optional(), {
      meaning: "slow answers",
      expected: "{percent, fixedDelay}",
      parts: [{ at: ["fixedDelay"] }],
    }),
    abort: key(abort.optional(), {
      meaning: "failed answers",
      expected: "{percent, httpStatus}",
      parts: [{ at: ["percent"] }],
    }),
  })
  .refine(({ delay, abort }) => delay !== undefined || abort !== undefined);

const mirror = z.strictObject({
  version: key(text, {
    meaning: "the version that gets the copy",
    expected: "a version of the service",
    example: "v3",
  }),
  percent: percent(100),
});

/** What a route may do besides splitting its requests. */
export const routeOptions = {
  timeout: key(duration.optional(), {
    meaning: "how long a caller waits, retries included",
    expected: DURATION,
    example: "2s",
  }),
  retries: key(retries.optional(), {
    meaning: "what is tried again",
    expected: "{attempts, perTryTimeout, retryOn}",
    parts: [{ at: ["attempts"] }],
  }),
  fault: key(fault.optional(), {
    meaning: "faults on purpose, before the rule's own timeout and retries: it can't have both",
    expected: "{delay, abort}, one of them at least",
    parts: [{ at: ["abort", "percent"] }],
  }),
  mirror: key(mirror.optional(), {
    meaning: "a copy of requests, answers thrown away",
    expected: "{version, percent}",
    parts: [{ at: ["version"] }],
  }),
};

/** The names of all that a route may do besides splitting its requests. */
export const ROUTE_OPTIONS: readonly string[] = Object.keys(routeOptions);
