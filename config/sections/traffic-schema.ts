import { z } from "zod";
import { DEFAULT_RULE } from "../../mesh/traffic/traffic-plan";
import { key } from "../schema/about-key";
import { typed, WHOLE } from "../schema/values";
import { matchSchema } from "./match-schema";
import { routeOptions } from "./route-schema";

const SPLIT = "{<version>: <weight>} that adds up to 100";

/** Each weight by itself: that they add up, and to whom they may be given, is a rule between values. */
const weights = key(
  z.record(
    z.string(),
    key(z.number().int().min(0).max(100), {
      meaning: "the version's share in percent",
      expected: `${WHOLE} from 0 to 100`,
      example: 100,
    }),
  ),
  {
    meaning: "percent per version, adding up to 100",
    expected: SPLIT,
    parts: [{ at: ["v1"] }],
    names: "<version>",
  },
);

const ruleName = typed(
  z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    .refine((name) => name !== DEFAULT_RULE),
);

const ruleSchema = z.strictObject({
  name: key(ruleName, {
    meaning: "the rule's name, in tables and in Envoy's route",
    expected: 'a name of lower-case letters, digits and hyphens, other than "default"',
    example: "beta-users",
  }),
  match: matchSchema,
  weights,
  ...routeOptions,
});

/** One service's section, with the default in its long form. */
export const planSchema = key(
  z.strictObject({
    rules: key(
      z
        .array(key(ruleSchema, { meaning: "one rule", expected: "{name, match, weights}", parts: [{ at: ["name"] }] }))
        .default([]),
      {
        meaning: "tried in order, the first match decides",
        expected: "a list of {name, match, weights}",
        parts: [{ at: [0, "name"] }],
      },
    ),
    default: key(z.strictObject({ weights, ...routeOptions }), {
      meaning: "the split of all other requests; or `{weights, timeout, retries, fault, mirror}`",
      expected: SPLIT,
      parts: [{ at: ["v1"], value: 100 }],
    }),
  }),
  {
    meaning: "one service's traffic",
    expected: "{rules: [...], default: {<version>: <weight>}}",
    parts: [{ at: ["default", "v1"], value: 100 }],
  },
);

export const trafficSchema = key(z.record(z.string(), planSchema).default({}), {
  meaning: "per service of the application: how requests to it are split over its versions",
  expected: "{<service>: {rules, default}}",
  parts: [{ at: ["reviews", "default", "v2"], value: 100 }],
  names: "<service>",
});

/** A plan as the program hands it out. */
export const trafficPlanSchema = planSchema.extend({ service: z.string(), versions: z.array(z.string()) });
