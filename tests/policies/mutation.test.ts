import fc from "fast-check";
import assert from "node:assert/strict";
import { POLICIES } from "../../policies/catalogue";
import { profileConfig } from "../../policies/profile";
import { anyMesh } from "./random-mesh";
import { type MeshPlan } from "./mesh-plan";
import { CLIENTS_MUTATIONS } from "./mutations/clients";
import { CONTROLLERS_MUTATIONS } from "./mutations/controllers";
import { EKS_MUTATIONS } from "./mutations/eks";
import { FRAGMENTS_MUTATIONS } from "./mutations/fragments";
import { GATEWAYS_MUTATIONS } from "./mutations/gateways";
import { IDENTITY_MUTATIONS } from "./mutations/identity";
import { INJECTION_MUTATIONS } from "./mutations/injection";
import { type Mutation, type Names } from "./mutations/mutation";
import { PLATFORM_MUTATIONS } from "./mutations/platform";
import { ROUTES_MUTATIONS } from "./mutations/routes";
import { RULES_MUTATIONS } from "./mutations/rules";
import { SECURITY_MUTATIONS } from "./mutations/security";
import { SPLIT_STACKS_MUTATIONS } from "./mutations/split-stacks";
import { TRAFFIC_MUTATIONS } from "./mutations/traffic";
import { meshOf } from "./valid-mesh";
import { type PackConfig, report } from "./run-pack";

const MUTATIONS: readonly Mutation[] = [
  ...TRAFFIC_MUTATIONS,
  ...SECURITY_MUTATIONS,
  ...GATEWAYS_MUTATIONS,
  ...PLATFORM_MUTATIONS,
  ...EKS_MUTATIONS,
  ...CLIENTS_MUTATIONS,
  ...CONTROLLERS_MUTATIONS,
  ...ROUTES_MUTATIONS,
  ...RULES_MUTATIONS,
  ...FRAGMENTS_MUTATIONS,
  ...IDENTITY_MUTATIONS,
  ...INJECTION_MUTATIONS,
  ...SPLIT_STACKS_MUTATIONS,
];

/** The strict profile, but with a cap that leaves room for splits of every kind. */
const CONFIG: PackConfig = {
  ...profileConfig(POLICIES, "strict"),
  "canary-weight-is-capped": { largestCanary: 30 },
};

/** The names for one of the splits, whichever a number picks. */
function namesIn({ splits }: MeshPlan, pick: number): Names {
  const service = splits[pick % splits.length]?.service ?? "";
  return {
    service,
    routes: `${service}-routes`,
    versions: `${service}-versions`,
    workload: `${service}-v1`,
    entrance: "bookinfo-routes",
  };
}

describe("mutations of valid meshes", () => {
  let tried = 0;
  let killed = 0;
  let twins = 0;
  let alarms = 0;
  after(() => {
    console.log(`    mutations killed: ${killed} of ${tried} (${((100 * killed) / tried).toFixed(1)} %)`);
    console.log(`    false alarms: ${alarms} of ${twins} valid twins`);
  });

  it("no policy has anything against any valid mesh, in the strict profile", async () => {
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
        { numRuns: 5 },
      );
    });
  }

  for (const { policy, what, twin } of MUTATIONS) {
    if (!twin) continue;
    it(`nobody has anything against what is like ${what} (${policy}) and valid`, async () => {
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
