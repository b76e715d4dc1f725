import assert from "node:assert/strict";
import { eventsBetween } from "../../../../commands/traffic/watch/events";
import { type RuleSnapshot, type ShiftSnapshot, type Snapshot } from "../../../../commands/traffic/watch/snapshot";
import { ruleOf, SHIFT, shiftAt, snapshotOf, versionOf } from "./samples";

const calm = ruleOf([versionOf("v1", 100), versionOf("v2", 0)]);

/** What is told of a rule that changes. */
function told(before: RuleSnapshot, after: RuleSnapshot, more: Partial<Snapshot> = {}): string[] {
  return eventsBetween(snapshotOf([before]), snapshotOf([after], more)).map(({ mood, text }) => `${mood}: ${text}`);
}

describe("what happened between two moments", () => {
  it("is nothing at the beginning, or where nothing changed", () => {
    assert.deepEqual(eventsBetween(undefined, snapshotOf([calm])), []);
    assert.deepEqual(told(calm, { ...calm, requestsPerSecond: 9 }), []);
  });

  it("is a change of weights, and its arrival at all proxies", () => {
    const moved = ruleOf([versionOf("v1", 90), versionOf("v2", 10)], {
      proxies: { synced: 6, callers: 6, missing: [], lastMs: 180 },
    });
    assert.deepEqual(told(calm, moved), [
      "neutral: v1 100 -> 90, v2 0 -> 10",
      "good: 6 of 6 proxies hold the routes, the last after 0.18 s",
    ]);
  });

  it("is a proxy that has not got the routes, once, and when it has", () => {
    const proxies = { synced: 5, callers: 6, missing: [{ pod: "default/ratings-1", reason: "frozen" }] };
    const late = { ...calm, proxies };
    assert.deepEqual(told(calm, late), ["bad: 5 of 6 proxies hold the routes; not yet: default/ratings-1"]);
    assert.deepEqual(told(late, late), []);
    assert.deepEqual(told(late, calm), ["good: 6 of 6 proxies hold the routes"]);
  });

  it("is no trouble where weights have just changed, and names a few proxies of many", () => {
    const missing = ["a", "b", "c", "d", "e"].map((pod) => ({ pod, reason: "" }));
    const moved = ruleOf([versionOf("v1", 0), versionOf("v2", 100)], { proxies: { synced: 1, callers: 6, missing } });
    assert.deepEqual(told(calm, moved)[1], "neutral: 1 of 6 proxies hold the routes; not yet: a, b, c and 2 more");
    assert.match(told({ ...moved, proxies: calm.proxies }, moved)[0] ?? "", /^bad: /);
  });

  it("is a pod that comes, becomes ready, stops being ready and goes", () => {
    const pods = (...names: readonly [string, boolean][]) =>
      ruleOf([versionOf("v1", 100, { pods: { ready: 0, names: names.map(([name, ready]) => ({ name, ready })) } })]);
    assert.deepEqual(told(pods(["a", true]), pods(["b", false])), [
      "neutral: v1: the pod a is gone",
      "neutral: v1: the pod b came",
    ]);
    assert.deepEqual(told(pods(["b", false]), pods(["b", true])), ["good: v1: the pod b is ready"]);
    assert.deepEqual(told(pods(["b", true]), pods(["b", false])), ["bad: v1: the pod b is not ready any more"]);
  });

  it("is a connection that is lost, and back", () => {
    const at = (second: number) => new Date(Date.parse("2026-11-26T12:00:00Z") + second * 1000).toISOString();
    const lost = { connection: { state: "lost", since: at(0), reason: "refused" } } as const;
    assert.deepEqual(told(calm, calm, lost), ["bad: the cluster does not answer: refused"]);
    assert.deepEqual(eventsBetween(snapshotOf([calm], lost), snapshotOf([calm], lost)), []);
    const [back] = eventsBetween(snapshotOf([calm], lost), snapshotOf([calm], { at: at(12) }));
    assert.equal(back?.text, "the cluster answers again, after 12 s");
  });

  it("is a version's first failures, and a rule that is new or gone", () => {
    const failing = ruleOf([
      versionOf("v1", 100, { errors: { count: 3, rate: 0.1, by: { UH: 3 } } }),
      versionOf("v2", 0),
    ]);
    assert.deepEqual(told(calm, failing), ["bad: v1 fails: UH"]);
    assert.deepEqual(told(failing, failing), []);
    assert.deepEqual(told(calm, { ...calm, rule: "other" }), ["neutral: the rule is gone", "neutral: the rule is new"]);
  });

  it("is a shift that begins, takes a step, dies and goes back, with its reason", () => {
    const at = (more: Partial<ShiftSnapshot>) => ({ ...calm, shift: { ...SHIFT, ...more } });
    assert.deepEqual(told(calm, at({ step: 1 })), ["neutral: shift: step 1 of 3 (10 %), running"]);
    assert.deepEqual(told(at({}), at({ why: "too few requests" })), []);
    assert.deepEqual(told(at({}), at({ step: 3 })), ["neutral: shift: step 3 of 3 (100 %), running"]);
    assert.deepEqual(told(at({}), at({ phase: "died" })), ["bad: shift: step 2 of 3 (50 %), died"]);
    assert.deepEqual(told(at({}), at({ phase: "gone back", why: "v3 fails" })), [
      "bad: shift: step 2 of 3 (50 %), gone back: v3 fails",
    ]);
    assert.deepEqual(told(at({}), calm), []);
  });

  it("is told once for all rules of a service where it is the service's", () => {
    const texts = eventsBetween(shiftAt(39), shiftAt(40)).map(({ text }) => text);
    assert.equal(new Set(texts).size, texts.length);
  });
});
