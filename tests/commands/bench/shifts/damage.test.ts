import assert from "node:assert/strict";
import fc from "fast-check";
import { damageOf, isFailed } from "../../../../commands/bench/shifts/damage";
import { type Served } from "../../../../commands/bench/shifts/load-program";

const served = (at: number, user: number, status: number, version: string): Served => ({
  ...{ at, user, status, version },
  ms: 10,
});

describe("the damage that a release does", () => {
  const requests = [
    served(1000, 1, 200, "v2"),
    served(1100, 2, 200, "v3"),
    served(1200, 3, 500, "v3"),
    served(1300, 3, 500, "v3"),
    served(1400, 4, 503, ""),
    served(2000, 5, 500, "v2"),
    served(5000, 3, 500, "v3"),
    served(5100, 6, 500, "v3"),
  ];

  it("is told by the verdict and after it, users once, from the first request that the new version got", () => {
    assert.deepEqual(damageOf(requests, "v2", isFailed, { verdict: 4090, back: 6090 }), {
      answered: 3,
      untilVerdict: 3,
      byVerdict: { requests: 3, users: 2 },
      wayBack: { requests: 2, users: 1, seconds: 2 },
    });
  });

  it("counts all that a slow version answers", () => {
    const { byVerdict } = damageOf(requests, "v2", () => true, { verdict: 4090, back: 6090 });
    assert.deepEqual(byVerdict, { requests: 4, users: 3 });
  });

  it("has no time where the new version was asked nothing", () => {
    const quiet = damageOf(requests.slice(0, 1), "v2", isFailed, { verdict: 4000, back: 5000 });
    assert.equal(quiet.untilVerdict, undefined);
    assert.deepEqual(quiet.byVerdict, { requests: 0, users: 0 });
  });

  it("leaves no failed request of the new version out, and counts no user twice (any requests)", () => {
    const any = fc.record({
      at: fc.nat(1000),
      user: fc.nat(20),
      status: fc.constantFrom(200, 500, 0),
      version: fc.constantFrom("v2", "v3", ""),
      ms: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(any), fc.nat(1000), (some, verdict) => {
        const { byVerdict, wayBack } = damageOf(some, "v2", isFailed, { verdict, back: 1000 });
        const harmed = some.filter((one) => one.version !== "v2" && one.status !== 200);
        assert.equal(byVerdict.requests + wayBack.requests, harmed.length);
        assert.equal(byVerdict.users + wayBack.users, new Set(harmed.map(({ user }) => user)).size);
      }),
    );
  });
});
