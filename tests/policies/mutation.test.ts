import fc from "fast-check";
import assert from "node:assert/strict";
import { POLICIES } from "../../policies/catalogue";
import { anyMesh } from "./random-mesh";
import { CONFIG, MUTATIONS, namesIn } from "./mutations/all";
import { meshOf } from "./valid-mesh";
import { report } from "./run-pack";

describe("mutations of valid meshes", () => {
  let tried = 0;
  let killed = 0;
  let twins = 0;
  let alarms = 0;
  after(() => {
    console.log(`    mutations killed: ${killed} of ${tried} (${((100 * killed) / tried).toFixed(1)} %)`);
    console.log(`    false alarms: ${alarms} of ${twins} valid twins`);
  });

  it("no policy refuses a valid mesh, in the strict profile", async () => {
    await fc.assert(
      fc.asyncProperty(anyMesh, async (plan) => {
        assert.deepEqual(await report(POLICIES, meshOf(plan), { config: CONFIG }), []);
      }),
      { numRuns: 20 },
    );
  });

  for (const { policy, what, mutate } of MUTATIONS) {
    it(`${policy}, and no other, notices ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(anyMesh, fc.nat({ max: 1 }), async (plan, pick) => {
          const mutated = mutate(meshOf(plan), plan, namesIn(plan, pick));
          tried += 1;
          const noticedBy = new Set((await report(POLICIES, mutated, { config: CONFIG })).map((one) => one.policy));
          assert.deepEqual([...noticedBy], [policy]);
          killed += 1;
        }),
        { numRuns: 2 },
      );
    });
  }

  for (const { policy, what, twin } of MUTATIONS) {
    if (!twin) continue;
    it(`no policy refuses what is like ${what} (${policy}) but valid`, async () => {
      await fc.assert(
        fc.asyncProperty(anyMesh, fc.nat({ max: 1 }), async (plan, pick) => {
          const valid = twin(meshOf(plan), plan, namesIn(plan, pick));
          twins += 1;
          const told = await report(POLICIES, valid, { config: CONFIG });
          if (told.length > 0) alarms += 1;
          assert.deepEqual(told, []);
        }),
        { numRuns: 2 },
      );
    });
  }

  it("there is a mutation for every policy", () => {
    const tried = new Set(MUTATIONS.map(({ policy }) => policy));
    assert.deepEqual(
      POLICIES.map(({ name }) => name).filter((name) => !tried.has(name)),
      [],
    );
  });
});
