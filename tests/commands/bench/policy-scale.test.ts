import assert from "node:assert/strict";
import { judgeMesh } from "../../../commands/bench/judge-mesh";
import { mixedMesh } from "../../../commands/bench/mixed-mesh";
import { type Contender, measurePolicyScale, type PolicyRun, SIZES } from "../../../commands/bench/policy-scale";
import { renderPolicyScale } from "../../../commands/bench/render-policy-scale";
import { POLICIES } from "../../../policies/catalogue";
import { crossGuardPolicies } from "../../../policies/engine/crossguard-policies";
import { profileConfig } from "../../../policies/profile";

const judge = (mesh: ReturnType<typeof mixedMesh>) =>
  judgeMesh(crossGuardPolicies(POLICIES, "2026-11-26"), mesh, profileConfig(POLICIES, "prod"));

describe("a mesh to measure the pack with", () => {
  it("is as large as it is asked to be, and no two resources have one name", () => {
    for (const size of SIZES) {
      const mesh = mixedMesh(size);
      assert.ok(mesh.length >= size && mesh.length < size + 60, `${mesh.length}`);
      assert.equal(new Set(mesh.map(({ name }) => name)).size, mesh.length);
    }
  });

  it("has nothing that a policy minds, so that each looks at all of it", async () => {
    assert.deepEqual(await judge(mixedMesh(100)), []);
  });

  it("is looked at: what is wrong in it is told", async () => {
    const mesh = mixedMesh(100).filter(({ name }) => name !== "team-0-service-0-versions");
    const reported = await judge(mesh);
    assert.ok(reported.some((text) => text.startsWith("subsets-are-declared: ")));
  });
});

describe("the pack's costs", () => {
  const shares: Record<Contender, number> = { all: 1, idle: 0.5, none: 0 };
  const run = (perResource: number) => (size: number, contender: Contender) =>
    Promise.resolve<PolicyRun>({
      resources: size,
      milliseconds: 100 + shares[contender] * perResource * size,
      kibibytes: contender === "all" ? 50_000 + 20 * size : 50_000,
      reports: 0,
    });

  it("are what the pack adds for each resource, with what showing it to idle policies takes", async () => {
    const { rows, targets } = await measurePolicyScale(3, () => undefined, run(0.5));
    assert.deepEqual(
      rows.map(({ resources, perResource }) => [resources, perResource]),
      SIZES.map((size) => [size, { milliseconds: 0.5, kibibytes: 20 }]),
    );
    assert.ok(targets.length === 3 && targets.every(({ met }) => met));
  });

  it("miss their targets where a resource takes too long, or longer in a larger stack", async () => {
    const slow = await measurePolicyScale(1, () => undefined, run(1.5));
    assert.deepEqual(
      slow.targets.map(({ met }) => met),
      [false, true, true],
    );
    const square = (size: number, contender: Contender) => run(size / 4000)(size, contender);
    const { targets } = await measurePolicyScale(1, () => undefined, square);
    assert.deepEqual(
      targets.map(({ met }) => met),
      [true, true, false],
    );
  });

  it("are told in a table, with the targets below it", async () => {
    const text = renderPolicyScale(await measurePolicyScale(1, () => undefined, run(1.5)));
    assert.match(text, /3000.*4600 ms.*2350 ms.*100 ms.*1\.50 ms.*107 MiB.*49 MiB.*49 MiB.*20 KiB/);
    assert.match(text, /^MISSED: milliseconds for each resource of the largest stack \(1\.50, under 1\)$/m);
  });
});
