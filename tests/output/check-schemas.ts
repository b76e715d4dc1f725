import { z } from "zod";
import { type SecurityReport } from "../../commands/security/report";
import { type EvidenceReport } from "../../commands/traffic/evidence/evidence-report";
import { type CheckReport } from "../../commands/traffic/report";
import { counts, fit, formatVersion, interval, list, rule, share, stack, time } from "./common";

const alpha = share.describe("a split is off where counts like its own come about by chance less often than this");
const confidence = share.describe("that of every interval");

const measured = z.object({
  ...rule,
  match: z.string().describe("what the rule is for, in words"),
  status: z.enum(["ok", "off"]),
  problems: list(z.string()),
  askedAs: z.string(),
  path: z.string().describe("at the gateway"),
  requests: z.number(),
  answered: z.number().describe("by a version; shares are shares of these"),
  failed: z.object({
    count: z.number(),
    reasons: list(z.object({ reason: z.string(), status: z.number().exactOptional(), count: z.number() })),
    planned: z
      .object({ share, pValue: share })
      .describe("how many the rule's own faults should make fail")
      .exactOptional(),
  }),
  versions: list(z.object({ version: z.string(), weight: z.number(), count: z.number(), observed: share, interval })),
  fit,
});

const unmeasured = z.object({
  ...rule,
  match: z.string(),
  status: z.literal("not measured"),
  reason: z.string(),
});

/** What requests through the gateway say of each rule. */
export const checkReport = z.object({
  formatVersion,
  url: z.string().describe("the gateway's address; absent where nothing was asked").exactOptional(),
  startedAt: time,
  durationSeconds: z.number(),
  requests: z.number().describe("of the rule that had the most"),
  notices: z
    .object({ points: z.number(), power: share })
    .describe("by how many points a share must be off to be noticed with this probability")
    .exactOptional(),
  concurrency: z.number(),
  alpha,
  confidence,
  ok: z.boolean().describe("something was measured, and all that was is as configured"),
  rules: list(z.union([measured, unmeasured])),
}) satisfies z.ZodType<CheckReport>;

const logged = z.object({
  version: z.string(),
  target: z.number().describe("the configured weight in percent"),
  requests: z.number(),
  observed: share,
  interval,
  failed: z.object({ count: z.number(), by: counts.describe("by Envoy's response flag, else by status") }),
  retried: z.number(),
  delayed: z.number(),
  latency: z
    .object({ p50: z.number(), p95: z.number(), p99: z.number() })
    .describe("milliseconds; absent where nothing was answered")
    .exactOptional(),
});

const METRICS = ["errors", "latency p50", "latency p95"] as const;
const ofVersion = z.object({ bad: z.number(), requests: z.number() });

const metric = z.object({
  name: z.enum(METRICS),
  pBeyond: share.describe("small where the candidate is worse by more than the margin"),
  pWithin: share.describe("small where it stays within the margin"),
  alpha: z.object({ beyond: z.number(), within: z.number() }).describe("how small they have to be"),
  counts: z.object({ baseline: ofVersion, candidate: ofVersion }),
  limit: z.number().describe("milliseconds from which on a request counts as slow; absent for errors").exactOptional(),
  overdispersion: z.number(),
});

const compared = z.object({
  candidate: z.string(),
  baseline: z.string(),
  verdict: z.enum(["worse", "not worse", "thin"]),
  metrics: list(metric),
  because: list(z.enum(METRICS)).describe("the metrics that made the verdict"),
});

/** What the proxies of callers logged of each rule. */
export const evidenceReport = z.object({
  formatVersion,
  stack,
  startedAt: time,
  seconds: z.number(),
  alpha,
  confidence,
  proxies: z.object({
    read: z.number(),
    unread: list(z.object({ namespace: z.string(), pod: z.string(), reason: z.string() })),
  }),
  lines: z.object({ requests: z.number(), otherFormat: z.number() }),
  rules: list(
    z.object({
      ...rule,
      status: z.enum(["ok", "off", "no requests", "untold"]),
      problems: list(z.string()),
      source: z.enum(["traffic", "probes", "none"]),
      requests: z.number(),
      fit,
      versions: list(logged),
      apart: counts.describe("requests that say nothing of a version, by what answered them"),
      comparisons: list(compared).describe("there with --compare").exactOptional(),
    }),
  ),
  notes: list(z.string()),
}) satisfies z.ZodType<EvidenceReport>;

const OUTCOMES = ["answered", "redirected", "status 403", "status 404", "status 502", "broken off"] as const;

/** What callers get of each other, and which certificates are in use. */
export const securityReport = z.object({
  formatVersion,
  stack,
  mtls: z.string(),
  startedAt: time,
  durationSeconds: z.number(),
  attempts: z.number(),
  ok: z.boolean(),
  pairs: list(
    z.object({
      caller: z.string(),
      target: z.string(),
      column: z.string(),
      url: z.string(),
      expected: list(z.enum(OUTCOMES)),
      why: z.string(),
      observed: counts.describe("each outcome, and how often it was seen"),
      ok: z.boolean(),
    }),
  ),
  certificates: list(
    z.object({
      of: z.string(),
      seen: z.enum(["own sidecar", "shown to a client", "told by istiod"]),
      expected: z.string(),
      identity: z.string().describe("absent where none was seen").exactOptional(),
      expires: time.exactOptional(),
      ok: z.boolean(),
    }),
  ),
  missing: list(z.object({ key: z.string(), namespace: z.string(), name: z.string() })),
  untried: list(z.string()),
}) satisfies z.ZodType<SecurityReport>;
