import {
  type RuleSnapshot,
  type ShiftSnapshot,
  type Snapshot,
  type VersionSnapshot,
} from "../../../../commands/traffic/watch/snapshot";
import { Recording, type Recorded } from "../../../../commands/traffic/watch/recording";
import { eventsBetween } from "../../../../commands/traffic/watch/events";
import { observedShare } from "../../../../commands/traffic/watch/version-figures";

export const START = Date.parse("2026-11-26T12:00:00Z");

/** A version that answers as it should. */
export function versionOf(version: string, target: number, more: Partial<VersionSnapshot> = {}): VersionSnapshot {
  const requests = Math.round(target * 12);
  const observed = observedShare(requests, 1200);
  return {
    version,
    target,
    ...(observed && { observed }),
    requestsPerSecond: requests / 30,
    errors: { count: 0, rate: 0, by: {} },
    ...(requests > 0 && { latency: { p50: 8, p95: 21, p99: 48 } }),
    pods: { ready: 1, wanted: 1, names: [{ name: `reviews-${version}-abc`, ready: true }] },
    history: Array.from({ length: 30 }, () => Math.round(requests / 30)),
    ...more,
  };
}

/** A rule whose requests are split as its weights say. */
export function ruleOf(versions: readonly VersionSnapshot[], more: Partial<RuleSnapshot> = {}): RuleSnapshot {
  return {
    service: "reviews",
    rule: "roundrobin-user",
    source: "traffic",
    requestsPerSecond: versions.reduce((sum, one) => sum + one.requestsPerSecond, 0),
    pValue: 0.4,
    versions: [...versions],
    proxies: { synced: 6, callers: 6, missing: [] },
    ...more,
  };
}

export function snapshotOf(rules: readonly RuleSnapshot[], more: Partial<Snapshot> = {}): Snapshot {
  return {
    formatVersion: 1,
    at: new Date(START).toISOString(),
    stack: "sandbox",
    windowSeconds: 30,
    confidence: 0.99,
    connection: { state: "connected" },
    rules: [...rules],
    events: [],
    notes: [],
    ...more,
  };
}

/** A shift that is at its second step. */
export const SHIFT: ShiftSnapshot = {
  id: "1",
  phase: "running",
  step: 2,
  percents: [10, 50, 100],
  since: new Date(START).toISOString(),
  holdMs: 60_000,
};

/** 180 s of a shift from v2 to v3 that fails, goes back, and loses the cluster for a moment. */
export function recordedShift(): Recorded {
  const recording = new Recording();
  let before: Snapshot | undefined;
  for (let second = 0; second < 180; second++) {
    const sight = shiftAt(second);
    const after = { ...sight, events: eventsBetween(before, sight) };
    recording.add(after);
    before = after;
  }
  return recording.recorded ?? fail();
}

/** One moment of {@link recordedShift}. */
export function shiftAt(second: number): Snapshot {
  const v3 = second < 40 ? 0 : second < 80 ? 10 : second < 130 ? 30 : 0;
  const failed = second >= 90 && second < 150 ? 14 : 0;
  const sway = Math.sin(second / 7);
  const v3Requests = Math.round(v3 * 12 * (1 + sway / 12));
  const versions = [
    versionOf("v1", 0),
    counted("v2", 100 - v3, 1200 - v3Requests, { p50: 8 + sway, p95: 21 + 2 * sway, p99: 48 + 5 * sway }, {}),
    counted(
      "v3",
      v3,
      v3Requests,
      { p50: 11 + sway, p95: 33 + 3 * sway, p99: 80 + 9 * sway },
      failed ? { "500": failed, UH: 3 } : {},
    ),
  ];
  const [first, second_, third] = versions;
  const rules = [
    ruleOf([first ?? fail(), second_ ?? fail(), third ?? fail()], {
      rule: "default",
      proxies: { synced: 6, callers: 6, missing: [], ...(second >= 40 && { lastMs: 180 + v3 }) },
    }),
    ruleOf([versionOf("v1", 10), versionOf("v2", 30), versionOf("v3", 60)]),
  ];
  const at = new Date(START + second * 1000).toISOString();
  const lost = second >= 100 && second < 112;
  return snapshotOf(rules, {
    at,
    connection: lost
      ? { state: "lost", since: new Date(START + 100_000).toISOString(), reason: "connect ECONNREFUSED 127.0.0.1:6443" }
      : { state: "connected" },
  });
}

function counted(
  version: string,
  target: number,
  requests: number,
  latency: { p50: number; p95: number; p99: number },
  by: Record<string, number>,
): VersionSnapshot {
  const count = Object.values(by).reduce((sum, one) => sum + one, 0);
  const base = versionOf(version, target);
  const observed = observedShare(requests, 1200);
  return {
    ...base,
    ...(observed && { observed }),
    requestsPerSecond: requests / 30,
    errors: { count, rate: requests === 0 ? 0 : Math.min(1, count / requests), by: requests === 0 ? {} : by },
    ...(requests > 0 && { latency }),
    ...(version === "v3" && requests > 0 && { p99Change: { against: "v2", ratio: latency.p99 / 48 - 1 } }),
  };
}

function fail(): never {
  throw new Error("there is no such sample");
}
