import { z } from "zod";
import { type Adoption } from "../../commands/traffic/objects/adopt";
import { type Decision } from "../../commands/traffic/explain";
import { type Move, type Moved } from "../../commands/traffic/moves/move";
import { type ServiceDiff } from "../../commands/traffic/objects/diff";
import { type Adopted } from "../../commands/traffic/objects/adopt-split";
import { type Reverted } from "../../commands/traffic/objects/revert";
import { arrivalReport } from "./arrival-schema";
import { formatVersion, list, rule, split, stack, time } from "./common";

/** What the JSON keeps of a type: dates are texts there. */
type AsJson<T> = T extends Date ? string : T extends object ? { readonly [K in keyof T]: AsJson<T[K]> } : T;

const change = z.object({ ...rule, from: split, to: split });
const refused = z.object({
  kind: z.literal("refused"),
  others: list(z.string()).describe("what the update would have changed besides"),
});

const moved = z.union([
  refused,
  z.object({
    kind: z.literal("moved"),
    update: z.number().describe("its number in the history"),
    arrival: arrivalReport,
  }),
]) satisfies z.ZodType<Moved>;

const splits = list(
  change.extend({ named: list(z.string()).describe("the versions whose weights were asked for") }),
) satisfies z.ZodType<Move["splits"]>;

/** What each update of a move did, one line of JSON for each. */
export const moveReport = z.union([
  z.intersection(z.object({ formatVersion, stack, splits }), moved),
  z.object({ formatVersion, stack, splits, kind: z.literal("nothing to do") }),
]);

/** Which rule decides about a request to each service. It is a list, and so has no version: fields are only added. */
export const explainReport = list(
  z.object({
    ...rule,
    match: z.string().describe("in words; absent for the default route").exactOptional(),
    weights: split,
  }),
) satisfies z.ZodType<readonly Decision[]>;

/** Who moved what when, the last move first. */
export const logReport = z.object({
  formatVersion,
  stack,
  moves: list(
    z.object({
      update: z.number().describe("its number in the history"),
      at: time,
      who: z.string(),
      by: z.string().describe("how Pulumi was run: `cli`, or `auto.local` by another program"),
      succeeded: z.boolean(),
      splits: list(change),
      message: z.string(),
    }),
  ),
});

const difference = z.object({
  rule: z.string().describe("absent where it is about all of them").exactOptional(),
  part: z.string(),
  wanted: z.string().exactOptional(),
  found: z.string().exactOptional(),
});

const serviceDiff = z.object({
  service: z.string(),
  host: z.string(),
  rules: z.number(),
  objects: list(
    z.object({
      object: z.string().describe("as `VirtualService default/reviews`"),
      differences: list(difference),
      edit: z
        .object({ manager: z.string(), at: time.exactOptional() })
        .describe("who wrote into it last, beside Pulumi")
        .exactOptional(),
    }),
  ),
}) satisfies z.ZodType<AsJson<ServiceDiff>>;

const told = z.object({ of: z.string(), path: z.string(), text: z.string() });

const adopted = z.union([
  z.object({ kind: z.literal("refused"), lost: list(told) }),
  z.object({ kind: z.literal("adopted"), patch: z.string(), isLiteral: z.boolean() }),
]) satisfies z.ZodType<Adopted>;

const reverted = z.union([
  refused,
  z.object({ kind: z.literal("reverted"), arrival: arrivalReport, left: list(serviceDiff) }),
]) satisfies z.ZodType<Reverted>;

/** How the cluster, or another stack, is not as config says; or what `--adopt` and `--revert` did about it. */
export const diffReport = z.union([
  z.object({
    formatVersion,
    stack,
    wanted: z.string(),
    found: z.string(),
    ok: z.boolean(),
    pending: list(z.string()).describe("what is in config and not in the last update"),
    services: list(serviceDiff),
  }),
  z.intersection(z.object({ formatVersion, stack }), adopted),
  z.intersection(z.object({ formatVersion, stack }), reverted),
]);

const config = z.record(z.string(), z.unknown()).readonly();

/** The stack config that says what a VirtualService and its DestinationRule in a cluster do. */
export const adoptReport = z.object({
  formatVersion,
  host: z.string(),
  name: z.string().describe("what config calls the service"),
  objects: list(z.string()),
  config: z
    .object({ security: config.exactOptional(), services: config, traffic: config })
    .describe("sections of docs/configuration.md; absent where something is lost")
    .exactOptional(),
  lost: list(told).describe("what config can't say"),
  notes: list(told),
  owners: list(told).describe("controllers that write the objects"),
  toDelete: list(z.object({ kind: z.string(), namespace: z.string(), name: z.string() })),
} satisfies Record<keyof Adoption | "formatVersion", z.ZodType>);
