import { CONFIDENCE, fitTest } from "../statistics";
import { type Evidence } from "../evidence/read-evidence";
import { type VersionTally, weightsOf } from "../evidence/tally";
import {
  type Connection,
  type ProxiesSnapshot,
  type RuleSnapshot,
  type ShiftSnapshot,
  type Snapshot,
  type VersionSnapshot,
} from "./snapshot";
import { isOver } from "./figures-text";
import { replacedBy, type SplitHistory } from "./split-history";
import { countIn, errorsOf, historyOf, latencyOf, observedShare, requestsIn, type Span } from "./version-figures";

/** A proxy writes its log once a second, and the line has a way to go: the seconds just past are not whole yet. */
export const LAG_SECONDS = 2;

/** Seconds of which the requests are shown one by one. */
export const HISTORY_SECONDS = 30;

/** All that is known at one moment. */
export interface Observation {
  /** Now, and since when it is watched, in milliseconds since 1970. */
  readonly now: number;
  readonly startedAt: number;
  readonly stack: string;
  readonly windowSeconds: number;
  readonly connection: Connection;
  readonly rules: readonly ObservedRule[];
  readonly notes: readonly string[];
}

export interface ObservedRule {
  readonly counted: Evidence["rules"][number];
  readonly splits: SplitHistory;
  readonly proxies: ProxiesSnapshot;
  /** By version. */
  readonly pods: Readonly<Record<string, NonNullable<VersionSnapshot["pods"]>>>;
  readonly doubt?: string | undefined;
  readonly shift?: ShiftSnapshot | undefined;
}

const QUIET: VersionTally["seconds"] = new Map();

/** Puts together what is shown of a moment, but for what happened since the one before. */
export function takeSnapshot(observation: Observation): Omit<Snapshot, "events"> {
  const { now, stack, connection, notes } = observation;
  const window = windowOf(observation);
  return {
    formatVersion: 1,
    at: new Date(now).toISOString(),
    stack,
    windowSeconds: window.to - window.from,
    confidence: CONFIDENCE,
    connection,
    rules: observation.rules.map((rule) => ruleSnapshot(rule, window)),
    notes: [...notes],
  };
}

/** The seconds that figures are of: whole ones, the last of which is wholly logged. */
export function windowOf({
  now,
  startedAt,
  windowSeconds,
}: Pick<Observation, "now" | "startedAt" | "windowSeconds">): Span {
  const to = Math.floor(now / 1000) - LAG_SECONDS;
  return { from: Math.min(to, Math.max(to - windowSeconds, Math.ceil(startedAt / 1000))), to };
}

/** The part of the window in which all proxies had the present split, as far as is known. */
function settledPart(window: Span, { changedAt }: SplitHistory, lastMs: number | undefined): Span {
  if (changedAt === undefined) return window;
  return { ...window, from: Math.min(window.to, Math.max(window.from, Math.ceil((changedAt + (lastMs ?? 0)) / 1000))) };
}

function ruleSnapshot({ counted, splits, proxies, pods, doubt, shift }: ObservedRule, window: Span): RuleSnapshot {
  const { placed, rule, source } = counted;
  const weights = weightsOf(placed, rule);
  const settled = settledPart(window, splits, proxies.lastMs);
  const secondsOf = (version: string) => counted.versions[version]?.seconds ?? QUIET;
  const versions = placed.plan.versions;
  const shares = versions.map((version) => requestsIn(secondsOf(version), settled));
  const total = shares.reduce((sum, count) => sum + count, 0);
  const counts = new Map(versions.map((version) => [version, countIn(secondsOf(version), window)]));
  const length = Math.max(1, window.to - window.from);
  const perSecond = (version: string) => (counts.get(version)?.requests ?? 0) / length;
  const latencies = new Map([...counts].map(([version, one]) => [version, latencyOf(one.latencies)]));

  const reports = versions.map((version, index): VersionSnapshot => {
    const one = counts.get(version) ?? { requests: 0, failed: 0, causes: {}, latencies: [] };
    const latency = latencies.get(version);
    const against = baselineOf(version, splits, shift);
    const usual = latencies.get(against ?? "")?.p99;
    const observed = observedShare(shares[index] ?? 0, total);
    return {
      version,
      target: weights[version] ?? 0,
      ...(observed && { observed }),
      requestsPerSecond: perSecond(version),
      errors: errorsOf(one),
      ...(latency && { latency }),
      ...(latency && against !== undefined && usual && { p99Change: { against, ratio: latency.p99 / usual - 1 } }),
      ...(pods[version] && { pods: pods[version] }),
      history: historyOf(secondsOf(version), { from: window.to - HISTORY_SECONDS, to: window.to }),
    };
  });
  const cells = reports.map(({ target }, index) => ({ count: shares[index] ?? 0, share: target / 100 }));
  const isWhole = Math.abs(cells.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6;
  const stray = cells.some(({ count, share }) => share === 0 && count > 0);
  return {
    service: placed.plan.service,
    rule,
    source,
    requestsPerSecond: versions.reduce((sum, version) => sum + perSecond(version), 0),
    ...(total > 0 && isWhole && { pValue: stray ? 0 : fitTest(cells).pValue }),
    ...(doubt !== undefined && { doubt }),
    versions: reports,
    proxies,
    ...(shift && { shift }),
  };
}

/** What a version is held against: what a shift that is under way has picked, else the one that it replaces. */
function baselineOf(version: string, splits: SplitHistory, shift: ShiftSnapshot | undefined): string | undefined {
  const picked = shift && !isOver(shift) ? shift.baseline : undefined;
  return picked === undefined || picked === version ? replacedBy(version, splits) : picked;
}
