import { type PolicyConfigSchema } from "@pulumi/policy";
import { type StackResource } from "../resources/stack-resource";
import { fits } from "./glob";

/** Leave to break one policy, for some resources, for some time. */
export interface Exception {
  /** A URN, a resource's name, or `TYPE/NAME`; `*` stands for any characters. */
  readonly resource: string;
  /** Why, for whoever reads it later. */
  readonly reason: string;
  /** The last day on which it holds (UTC), as `YYYY-MM-DD`. */
  readonly expires: string;
}

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
      expires: { type: "string", pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" },
    },
  },
};

/** Whether something that was found is excused by an exception, or counts, maybe because what excused it has ended. */
export type Excuse =
  | { readonly kind: "excused"; readonly exception: Exception }
  | { readonly kind: "counts"; readonly ended: readonly Exception[] };

/**
 * What a policy's exceptions make of something that was found.
 *
 * @param resource what it was found about; absent where that is the stack as a whole, which exceptions call `stack`
 * @param today the day as `YYYY-MM-DD`, UTC
 */
export function excuseFor(
  resource: StackResource | undefined,
  exceptions: readonly Exception[],
  today: string,
): Excuse {
  const about = exceptions.filter((exception) => isAbout(exception, resource));
  const exception = about.find((one) => holdsOn(one, today));
  return exception ? { kind: "excused", exception } : { kind: "counts", ended: about };
}

function isAbout(exception: Exception, resource: StackResource | undefined): boolean {
  if (!resource) return fits(exception.resource, "stack");
  const { urn, type, name } = resource;
  return [urn, name, `${type}/${name}`].some((text) => fits(exception.resource, text));
}

/** One whose last day is in no calendar never holds. */
function holdsOn({ expires }: Exception, day: string): boolean {
  return isDay(expires) && day <= expires;
}

/** Why an exception does not hold any more, for people. */
export function whyEnded({ expires, reason }: Exception): string {
  const when = isDay(expires) ? `ended on ${expires}` : `is to end on ${expires}, which is not a day`;
  return `the exception for it ${when} (${reason})`;
}

/** Whether a date that fits the schema is one: February has no 31st. */
export function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** Today in UTC as `YYYY-MM-DD`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
