import assert from "node:assert/strict";
import fc from "fast-check";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { Tally } from "../../../../commands/traffic/evidence/tally";
import { type LoggedRequest } from "../../../../commands/traffic/evidence/logged-request";
import { snapshotSchema, type RuleSnapshot, type ShiftSnapshot } from "../../../../commands/traffic/watch/snapshot";
import { noteSplit, type SplitHistory } from "../../../../commands/traffic/watch/split-history";
import { LAG_SECONDS, takeSnapshot, windowOf } from "../../../../commands/traffic/watch/take-snapshot";
import { served } from "../evidence/lines";
import { WALK_THROUGH } from "../plans";
import { SHIFT } from "./samples";

const placed = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
const T0 = Date.parse("2026-11-26T12:00:00Z");

/** A request of the header rule that began so many seconds after the start. */
function sent(version: string, second: number, more: Partial<LoggedRequest> = {}): LoggedRequest {
  return served(version, { route: "roundrobin-user", startedAt: T0 + second * 1000 + 500, ...more });
}

interface Moment {
  /** Seconds after the start of watching. */
  readonly second: number;
  readonly window?: number;
  readonly splits?: SplitHistory;
  readonly lastMs?: number;
  readonly shift?: ShiftSnapshot;
}

/** What is shown of the header rule. */
function seen(
  requests: readonly LoggedRequest[],
  { second, window = 30, splits, lastMs, shift }: Moment,
): RuleSnapshot {
  const tally = new Tally(placed);
  for (const request of requests) tally.add(request);
  const counted = tally.rules().find(({ rule }) => rule === "roundrobin-user") ?? assert.fail();
  const snapshot = takeSnapshot({
    now: T0 + second * 1000,
    startedAt: T0,
    stack: "sandbox",
    windowSeconds: window,
    connection: { state: "connected" },
    rules: [
      {
        counted: { ...counted, source: "traffic" },
        splits: splits ?? noteSplit(undefined, { v1: 10, v2: 30, v3: 60 }, T0),
        proxies: { synced: 6, callers: 6, missing: [], ...(lastMs !== undefined && { lastMs }) },
        pods: { v1: { ready: 0, wanted: 1, names: [] } },
        shift,
      },
    ],
    notes: [],
  });
  snapshotSchema.parse({ ...snapshot, events: [] });
  return snapshot.rules[0] ?? assert.fail();
}

const of = (rule: RuleSnapshot, name: string) => rule.versions.find(({ version }) => version === name) ?? assert.fail();

describe("what watch shows of a moment", () => {
  it("counts the seconds of the window alone, the last of which is wholly logged", () => {
    const requests = [0, 7, 8, 17, 18, 19].map((second) => sent("v1", second));
    const rule = seen(requests, { second: 20, window: 10 });
    // From 8 on to before 18: what began later may not have been logged yet.
    assert.equal(of(rule, "v1").observed?.requests, 2);
    assert.equal(rule.requestsPerSecond, 0.2);
  });

  it("is of less than the window while it has watched for less", () => {
    assert.deepEqual(windowOf({ now: T0 + 12_000, startedAt: T0, windowSeconds: 30 }), {
      from: T0 / 1000,
      to: T0 / 1000 + 10,
    });
    assert.equal(seen([sent("v1", 3)], { second: 12 }).requestsPerSecond, 0.1);
  });

  it("has shares with intervals, errors by cause, latency and pods", () => {
    const requests = [
      ...Array.from({ length: 6 }, () => sent("v3", 1, { duration: 40 })),
      ...Array.from({ length: 3 }, () => sent("v2", 1, { duration: 20 })),
      sent("v1", 2, { status: 503, flags: ["UH"] }),
      sent("v1", 2, { status: 500 }),
    ];
    const rule = seen(requests, { second: 10 });
    const [v1, v3] = [of(rule, "v1"), of(rule, "v3")];
    assert.deepEqual(v1.errors, { count: 2, rate: 1, by: { UH: 1, "500": 1 } });
    assert.equal(v1.latency, undefined);
    assert.deepEqual(v1.pods, { ready: 0, wanted: 1, names: [] });
    assert.deepEqual(v3.latency, { p50: 40, p95: 40, p99: 40 });
    const { share = 0, lower = 1, upper = 0 } = v3.observed ?? {};
    assert.ok(share === 6 / 11 && lower < share && share < upper, JSON.stringify(v3.observed));
    // v3 has the most weight: it is what the others are held against.
    assert.deepEqual(of(rule, "v2").p99Change, { against: "v3", ratio: -0.5 });
    assert.equal(v3.p99Change, undefined);
  });

  it("counts shares from when the last proxy got a new split, and all else over the whole window", () => {
    const before = Array.from({ length: 50 }, () => sent("v1", 5));
    const after = Array.from({ length: 20 }, () => sent("v3", 12));
    const splits = { weights: { v3: 100 }, previous: { v1: 100 }, changedAt: T0 + 9_000 };
    const rule = seen([...before, ...after], { second: 16, splits, lastMs: 2_500 });
    assert.deepEqual(of(rule, "v3").observed?.of, 20);
    assert.equal(of(rule, "v1").observed?.requests, 0);
    assert.ok(of(rule, "v1").requestsPerSecond > 3);
    // Until all have it, from the change on.
    const mixed = [...before, ...after, sent("v1", 10)];
    assert.deepEqual(of(seen(mixed, { second: 16, splits }), "v3").observed?.of, 21);
  });

  it("holds versions against what a shift has picked, while it is under way", () => {
    const requests = [
      sent("v1", 1, { duration: 10 }),
      sent("v2", 1, { duration: 20 }),
      sent("v3", 1, { duration: 40 }),
    ];
    const against = (shift: ShiftSnapshot) =>
      seen(requests, { second: 10, shift }).versions.map(({ p99Change }) => p99Change?.against);
    assert.deepEqual(against({ ...SHIFT, baseline: "v2" }), ["v2", "v3", "v2"]);
    assert.deepEqual(against({ ...SHIFT, baseline: "v2", phase: "shifted" }), ["v3", "v3", undefined]);
  });

  it("says of no requests that there is nothing to judge", () => {
    const rule = seen([], { second: 10 });
    assert.equal(rule.pValue, undefined);
    assert.equal(of(rule, "v1").observed, undefined);
  });

  it("finds what a split can't be, a request of a version without weight, as impossible", () => {
    const tally = [sent("v9", 1), sent("v1", 1)];
    assert.ok((seen(tally, { second: 10 }).pValue ?? 0) > 0.05);
    const plan = {
      ...WALK_THROUGH,
      rules: WALK_THROUGH.rules.map((rule) => ({ ...rule, weights: { v1: 0, v3: 100 } })),
    };
    const [other] = placedPlans({ namespace: "default", traffic: [plan] });
    assert.ok(other);
    const counting = new Tally([other]);
    counting.add(sent("v1", 1));
    const counted = counting.rules()[0] ?? assert.fail();
    const { rules } = takeSnapshot({
      now: T0 + 10_000,
      startedAt: T0,
      stack: "s",
      windowSeconds: 30,
      connection: { state: "connected" },
      rules: [
        {
          counted: { ...counted, source: "traffic" },
          splits: { weights: {} },
          proxies: { synced: 0, callers: 0, missing: [] },
          pods: {},
        },
      ],
      notes: [],
    });
    assert.equal(rules[0]?.pValue, 0);
  });

  it("adds up, for any requests: the shares to one, and each second of the history to what was counted", () => {
    const request = fc.record({ version: fc.constantFrom("v1", "v2", "v3"), second: fc.nat(40), fails: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 60 }),
        fc.integer({ min: LAG_SECONDS + 1, max: 45 }),
        (all, second) => {
          const requests = all.map((one) => sent(one.version, one.second, { status: one.fails ? 500 : 200 }));
          const rule = seen(requests, { second });
          const inWindow = all.filter(
            (one) => one.second < second - LAG_SECONDS && one.second >= second - LAG_SECONDS - 30,
          );
          const shares = rule.versions.flatMap(({ observed }) => observed?.share ?? []);
          if (inWindow.length === 0) assert.deepEqual(shares, []);
          else assert.ok(Math.abs(shares.reduce((sum, one) => sum + one, 0) - 1) < 1e-9);
          for (const { version, errors, history, observed } of rule.versions) {
            const own = inWindow.filter((one) => one.version === version);
            assert.equal(errors.count, own.filter(({ fails }) => fails).length);
            assert.equal(
              history.reduce((sum, one) => sum + one, 0),
              own.length,
            );
            assert.ok(!observed || (observed.lower <= observed.share && observed.share <= observed.upper));
          }
        },
      ),
    );
  });
});
