import { type PolicyConfigSchema } from "@pulumi/policy";
import { fits } from "./glob";
import { type StackResource } from "./stack-resource";

/** Leave to break one policy, for some resources, for some time. */
export interface Exception {
  /** A URN, a resource's name, or `TYPE/NAME`; `*` stands for any characters. */
  readonly resource: string;
  /** Why, for whoever reads it later. */
  readonly reason: string;
  /** The last day on which it holds (UTC), as `YYYY-MM-DD`. */
  readonly expires: string;
}

/** No leap year is reckoned with: an exception may end on any 29th of February. */
const DAYS_OF_MONTHS = [
  "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
  "(0[469]|11)-(0[1-9]|[12][0-9]|30)",
  "02-(0[1-9]|[12][0-9])",
];

/** How a policy's config lists its exceptions. The engine refuses a config in which a reason or a date is missing. */
export const exceptionsSchema: PolicyConfigSchema["properties"][string] = {
  type: "array",
  default: [],
  description: "Resources that may break this policy for now, each with the reason and the last day.",
  items: {
    type: "object",
    required: ["resource", "reason", "expires"],
    additionalProperties: false,
    properties: {
      resource: { type: "string", minLength: 1, description: "URN, name or TYPE/NAME; * stands for any characters" },
      reason: { type: "string", minLength: 10 },
      expires: { type: "string", pattern: `^[0-9]{4}-(${DAYS_OF_MONTHS.join("|")})$` },
    },
  },
};

/** Whether an exception is about a resource. */
export function isAbout(
  exception: Exception,
  { urn, type, name }: Pick<StackResource, "urn" | "type" | "name">,
): boolean {
  return [urn, name, `${type}/${name}`].some((text) => fits(exception.resource, text));
}

/** Whether an exception still holds on a day (`YYYY-MM-DD`, UTC). */
export function holdsOn(exception: Exception, day: string): boolean {
  return day <= exception.expires;
}

/** Today in UTC as `YYYY-MM-DD`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
