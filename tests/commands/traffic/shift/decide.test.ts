import assert from "node:assert/strict";
import fc from "fast-check";
import { type Action, next, type Observation, type ShiftRules } from "../../../../commands/traffic/shift/decide";

const RULES: ShiftRules = { holdMs: 60_000, deadlineMs: 1_800_000, pauseAfter: [25] };
const GOOD: Observation = { verdict: "not worse", why: "all is well", rulings: [{ kind: "pass" }], notReady: [] };
const STEP = { step: 1, steps: 5, since: 0 };

function after(ms: number, seen: Partial<Observation> = {}, standing = STEP, percent = 10): Action {
  return next(standing, percent, { ...GOOD, ...seen }, RULES, ms);
}

const observation: fc.Arbitrary<Observation> = fc.record(
  {
    verdict: fc.constantFrom("worse", "not worse", "thin"),
    why: fc.constant("as counted"),
    rulings: fc.array(
      fc.constantFrom(
        { kind: "pass" } as const,
        { kind: "wait", why: "no value" } as const,
        { kind: "fail", why: "over the limit" } as const,
        { kind: "stop", why: "somebody edits" } as const,
      ),
      { maxLength: 3 },
    ),
    notReady: fc.constantFrom<readonly string[]>([], ["v3"]),
    request: fc.option(
      fc.constantFrom("pause", "promote", "promote fully", "abort").map((what) => ({ what, why: what })),
      { nil: undefined },
    ),
  },
  { requiredKeys: ["verdict", "why", "rulings", "notReady"] },
);

describe("what a shift does next", () => {
  it("goes on once the hold has passed and the evidence suffices", () => {
    assert.equal(after(59_999).kind, "hold");
    assert.deepEqual(after(60_000), { kind: "advance", to: 2, why: "all is well" });
    assert.equal(after(60_000, {}, { ...STEP, step: 4 }, 100).kind, "done");
  });

  it("holds while the evidence is thin or another judge waits, and pauses when it does so for too long", () => {
    const thin = { verdict: "thin", why: "no request yet" } as const;
    assert.deepEqual(after(1_799_999, thin), { kind: "hold", why: "no request yet" });
    assert.deepEqual(after(1_800_000, thin), { kind: "pause", why: "no progress for 1800 s: no request yet" });
    const waits = { rulings: [{ kind: "wait", why: "Prometheus has no value" }] } as const;
    assert.deepEqual(after(100_000, waits), { kind: "hold", why: "Prometheus has no value" });
  });

  it("goes back at once for what speaks against the version, before the hold is over", () => {
    assert.deepEqual(after(1, { verdict: "worse", why: "v3 fails" }), { kind: "go back", why: "v3 fails" });
    assert.deepEqual(after(1, { notReady: ["v3"] }), { kind: "go back", why: "no pod of v3 is ready" });
    assert.deepEqual(after(1, { rulings: [{ kind: "fail", why: "5 % > 1 %" }] }), {
      kind: "go back",
      why: "5 % > 1 %",
    });
  });

  it("pauses for what a person has to decide about, but goes back all the same from what is worse", () => {
    const stops = { rulings: [{ kind: "stop", why: "somebody edits" }] } as const;
    assert.deepEqual(after(60_000, stops), { kind: "pause", why: "somebody edits" });
    assert.equal(after(1, { ...stops, request: { what: "promote", why: "by ann" } }).kind, "pause");
    assert.equal(after(1, { ...stops, request: { what: "abort", why: "by ann" } }).kind, "go back");
    assert.equal(after(1, { ...stops, verdict: "worse", why: "v3 fails" }).kind, "go back");
  });

  it("does what it is asked for, but promotes nothing that is worse", () => {
    const ask = (what: NonNullable<Observation["request"]>["what"]) => ({ request: { what, why: `by a ${what}` } });
    assert.deepEqual(after(1, ask("pause")), { kind: "pause", why: "by a pause" });
    assert.deepEqual(after(1, ask("abort")), { kind: "go back", why: "by a abort" });
    assert.deepEqual(after(1, { ...ask("promote"), verdict: "thin" }), { kind: "advance", to: 2, why: "by a promote" });
    assert.deepEqual(after(1, ask("promote fully")), { kind: "advance", to: 4, why: "by a promote fully" });
    assert.equal(after(1, { ...ask("promote"), verdict: "worse" }).kind, "go back");
  });

  it("pauses after the steps that it is to", () => {
    assert.equal(after(60_000, {}, STEP, 25).kind, "pause");
    assert.equal(after(59_999, {}, STEP, 25).kind, "hold");
  });

  it("never goes on without evidence, time and the consent of all judges, unless somebody promotes it", () => {
    fc.assert(
      fc.property(observation, fc.nat(2_000_000), fc.nat(4), (seen, now, step) => {
        const action = next({ step, steps: 5, since: 0 }, 10, seen, RULES, now);
        if (action.kind !== "advance" && action.kind !== "done") return;
        assert.ok(seen.verdict !== "worse" && seen.notReady.length === 0);
        assert.ok(seen.rulings.every(({ kind }) => kind !== "fail"));
        if (seen.request !== undefined) return;
        assert.ok(seen.verdict === "not worse" && now >= RULES.holdMs);
        assert.ok(seen.rulings.every(({ kind }) => kind === "pass"));
      }),
    );
  });

  it("never holds longer than the deadline", () => {
    fc.assert(
      fc.property(observation, fc.nat(1_000_000), (seen, more) => {
        assert.notEqual(next(STEP, 10, seen, RULES, RULES.deadlineMs + more).kind, "hold");
      }),
    );
  });
});
