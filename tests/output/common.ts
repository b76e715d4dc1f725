import { z } from "zod";

/** A list as the reports have them. */
export const list = <S extends z.ZodType>(of: S) => z.array(of).readonly();

/** Each report says by which version of its shape it is written. */
export const formatVersion = z
  .literal(1)
  .describe("goes up with a change that readers could stumble over; fields are added without one");

export const time = z.string().describe("ISO 8601, UTC");
export const stack = z.string().describe("the stack's name");
export const share = z.number().min(0).max(1);
export const interval = z
  .tuple([z.number(), z.number()])
  .readonly()
  .describe("where the true value is, by the report's confidence: lowest and highest");
export const split = z.record(z.string(), z.number()).readonly().describe("the weight of each version, in percent");
export const counts = z.record(z.string(), z.number()).readonly();

/** How well counts fit the shares that they should have. */
export const fit = z.object({
  method: z.enum(["chi-squared", "exact binomial", "none"]),
  pValue: share.describe("how probable counts as far off are, were the weights right"),
  statistic: z.number().exactOptional(),
  degreesOfFreedom: z.number().exactOptional(),
});

/** A rule of a service's plan. */
export const rule = { service: z.string(), rule: z.string().describe("`default` for the default route") };
