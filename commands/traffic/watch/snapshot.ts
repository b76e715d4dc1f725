import { z } from "zod";

/** Requests of a version that failed within the window. */
const errors = z.object({
  count: z.int(),
  /** Their share of the version's requests, from 0 to 1. */
  rate: z.number(),
  /** By Envoy's response flag, else by status. */
  by: z.record(z.string(), z.int()),
});

const versionSnapshot = z.object({
  version: z.string(),
  /** The weight in percent that the cluster's VirtualService gives it; 0 where the rule does not name it. */
  target: z.number(),
  /**
   * The share of the rule's requests, from 0 to 1, with the interval of {@link Snapshot.confidence}; absent without any
   * request. Counted from when the last proxy got the present weights, so that it is never a mixture of two splits.
   */
  observed: z
    .object({ share: z.number(), lower: z.number(), upper: z.number(), requests: z.int(), of: z.int() })
    .optional(),
  requestsPerSecond: z.number(),
  errors,
  /** In milliseconds, of requests that were answered; absent where none was. */
  latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).optional(),
  /** By how much longer its p99 is than that of the version it replaces, as a share of it: 0.25 is a quarter longer. */
  p99Change: z.object({ against: z.string(), ratio: z.number() }).optional(),
  /** `wanted` is absent where no Deployment is known to make its pods. */
  pods: z
    .object({
      ready: z.int(),
      wanted: z.int().optional(),
      names: z.array(z.object({ name: z.string(), ready: z.boolean() })),
    })
    .optional(),
  /** Requests in each of the last seconds, the oldest first. */
  history: z.array(z.int()),
});

/** How far the routes of a rule's service have come. */
const proxies = z.object({
  /** Proxies that hold the routes, and all that should. */
  synced: z.int(),
  callers: z.int(),
  /** Milliseconds from the last change to the last proxy that got it; absent where nothing changed meanwhile. */
  lastMs: z.number().optional(),
  missing: z.array(z.object({ pod: z.string(), reason: z.string() })),
  /** Why proxies can't be looked at, where they can't. */
  unknown: z.string().optional(),
});

/** What a shift of the rule does, as its own record says. */
const shift = z.object({
  id: z.string(),
  /** `died`: it is to run, and nobody carries it on. */
  phase: z.enum(["running", "going back", "paused", "shifted", "gone back", "died"]),
  /** The step that it is at, or on its way to, from 1, of those that are listed; 0 while there are copies alone. */
  step: z.int(),
  percents: z.array(z.number()),
  /** When that step began, and how long it holds at least, in milliseconds. */
  since: z.string(),
  holdMs: z.number(),
  /** The version that others are compared with, where one was picked. */
  baseline: z.string().optional(),
  /** What somebody has asked it for, until it does so. */
  asked: z.string().optional(),
  why: z.string().optional(),
});

const ruleSnapshot = z.object({
  service: z.string(),
  /** The rule's name, `default` for the default route. */
  rule: z.string(),
  source: z.enum(["traffic", "probes", "none"]),
  requestsPerSecond: z.number(),
  /** How likely counts at least this far off are when the weights are right; absent without requests. */
  pValue: z.number().optional(),
  /** What keeps its figures from being relied on, such as a route of the same name that is another's. */
  doubt: z.string().optional(),
  versions: z.array(versionSnapshot),
  proxies,
  /** The shift that is under way, or the last one; absent where there was none. */
  shift: shift.optional(),
});

/** Something that happened while it was watched. */
const watchEvent = z.object({
  at: z.iso.datetime(),
  kind: z.enum(["weights", "proxies", "pods", "connection", "rule", "errors", "shift"]),
  /** `bad` and `good` are for people to see at a glance. */
  mood: z.enum(["good", "bad", "neutral"]),
  service: z.string().optional(),
  rule: z.string().optional(),
  text: z.string(),
});

/**
 * What is seen at one moment: the shape of one line of `traffic watch --json`. Fields are only ever added to it; a
 * change that readers could stumble over comes with a new `formatVersion`.
 */
export const snapshotSchema = z.object({
  formatVersion: z.literal(1),
  at: z.iso.datetime(),
  stack: z.string(),
  /** How many seconds the figures are of; less than asked for while it has watched for less. */
  windowSeconds: z.number(),
  /** The confidence of every interval. */
  confidence: z.number(),
  /** Whether the cluster answers; what it said last is shown meanwhile. */
  connection: z.discriminatedUnion("state", [
    z.object({ state: z.literal("connected") }),
    z.object({ state: z.literal("lost"), since: z.iso.datetime(), reason: z.string() }),
  ]),
  rules: z.array(ruleSnapshot),
  /** What happened since the snapshot before. */
  events: z.array(watchEvent),
  /** What else there is to know before the figures are relied on, a sentence each. */
  notes: z.array(z.string()),
});

export type Snapshot = z.output<typeof snapshotSchema>;
export type RuleSnapshot = z.output<typeof ruleSnapshot>;
export type VersionSnapshot = z.output<typeof versionSnapshot>;
export type ProxiesSnapshot = z.output<typeof proxies>;
export type ShiftSnapshot = z.output<typeof shift>;
export type WatchEvent = z.output<typeof watchEvent>;
export type Connection = Snapshot["connection"];
