import assert from "node:assert/strict";
import { judgeMesh } from "../../../commands/bench/judge-mesh";
import { mixedMesh } from "../../../commands/bench/mixed-mesh";
import { measurePolicyScale, type PolicyRun, SIZES } from "../../../commands/bench/policy-scale";
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
  const run = (perResource: number) => (size: number, policies: "all" | "none") =>
    Promise.resolve<PolicyRun>({
      resources: size,
      milliseconds: policies === "all" ? 100 + perResource * size : 100,
      kibibytes: policies === "all" ? 50_000 + 20 * size : 50_000,
      reports: 0,
    });

  it("are what the policies add for each resource", async () => {
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
    const square = (size: number, policies: "all" | "none") => run(size / 4000)(size, policies);
    const { targets } = await measurePolicyScale(1, () => undefined, square);
    assert.deepEqual(
      targets.map(({ met }) => met),
      [true, true, false],
    );
  });

  it("are told in a table, with the targets below it", async () => {
    const text = renderPolicyScale(await measurePolicyScale(1, () => undefined, run(1.5)));
    assert.match(text, /3000.*4600 ms.*100 ms.*1\.50 ms.*107 MiB.*49 MiB.*20 KiB/);
    assert.match(text, /^MISSED: milliseconds for each resource of the largest stack \(1\.50, under 1\)$/m);
  });
});
