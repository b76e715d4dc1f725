import assert from "node:assert/strict";
import { CHECKED_POLICY } from "../../policies/engine/report-text";
import { type MeshPolicy } from "../../policies/engine/policy";
import { validMesh } from "./valid-mesh";
import { type PackConfig, type Reported, report } from "./run-pack";
import { type TestStack } from "./test-stack";

type Change = (mesh: TestStack) => TestStack;
type Settings = Readonly<Record<string, unknown>>;

interface Case {
  readonly when: string;
  readonly change: Change;
  readonly settings?: Settings;
}

/** What a policy is put through: one change of a valid mesh each. */
export interface PolicyCases {
  /** What the policy accepts besides the valid mesh itself. */
  readonly accepts?: readonly Case[];
  /** What it refuses, and exactly what it says, `resource: message`, and of what it could not check beside that. */
  readonly refuses: readonly (Case & { readonly saying: readonly string[]; readonly unchecked?: readonly string[] })[];
  /** A value that it needs and that is not known yet; what it then says that it could not check. */
  readonly unknown: Case & { readonly saying: readonly string[] };
  /** More of the same kind. */
  readonly leavesOpen?: readonly (Case & { readonly saying: readonly string[] })[];
  /** A value that is left out, and what the policy makes of that. */
  readonly absent: Case & { readonly saying: readonly string[] };
  /** A resource that then has no properties at all, and what the policy makes of that. */
  readonly empty: {
    readonly resource: string;
    readonly saying: readonly string[];
    readonly unchecked?: readonly string[];
  };
  /**
   * The type of the refused resource in another version of its API: it is refused there just the same. AWS has none.
   */
  readonly otherVersion?: { readonly resource: string; readonly type: string; readonly refusal?: number };
  /** The refused resource whose patch is refused just the same: for what is wrong wherever it is written. */
  readonly patch?: { readonly resource: string; readonly refusal?: number };
  /** Settings for every case. */
  readonly settings?: Settings;
  /** The mesh that is changed, where it is not the valid one. */
  readonly mesh?: () => TestStack;
}

/** Tests one policy, with mocha. */
export function describePolicy(policy: MeshPolicy, cases: PolicyCases): void {
  const mesh = cases.mesh ?? validMesh;
  const configFor = (settings: Settings = {}): PackConfig => ({ [policy.name]: { ...cases.settings, ...settings } });
  const run = async (stack: TestStack, settings?: Settings) => {
    const reported = await report([policy], stack, { config: configFor(settings) });
    for (const { message } of reported) assert.doesNotMatch(message, /the policy itself failed/);
    return reported;
  };

  describe(policy.name, () => {
    it("accepts a valid mesh", async () => {
      assert.deepEqual(await run(mesh()), []);
    });

    for (const { when, change, settings } of cases.accepts ?? []) {
      it(`accepts ${when}`, async () => {
        assert.deepEqual(await run(change(mesh()), settings), []);
      });
    }

    for (const { when, change, settings, saying, unchecked = [] } of cases.refuses) {
      it(`refuses ${when}`, async () => {
        const reported = await run(change(mesh()), settings);
        assert.deepEqual(lines(reported, policy.name), saying);
        assert.deepEqual(lines(reported, CHECKED_POLICY), unchecked);
        const refusals = reported.filter((one) => one.policy === policy.name);
        for (const { text } of refusals) assert.ok(text.endsWith(`\n  to fix: ${policy.remediationSteps}`), text);
      });
    }

    for (const { when, change, settings, saying } of [cases.unknown, ...(cases.leavesOpen ?? [])]) {
      it(`says what it could not check: ${when}`, async () => {
        const reported = await run(change(mesh()), settings);
        assert.deepEqual(lines(reported, policy.name), []);
        assert.deepEqual(lines(reported, CHECKED_POLICY), saying);
      });
    }

    it(`knows the default of what is absent: ${cases.absent.when}`, async () => {
      const reported = await run(cases.absent.change(mesh()), cases.absent.settings);
      assert.deepEqual(lines(reported, policy.name), cases.absent.saying);
    });

    it(`does not fail on a resource without properties: ${cases.empty.resource}`, async () => {
      const { resource, saying, unchecked = [] } = cases.empty;
      const reported = await run(mesh().change(resource, { properties: {} }));
      assert.deepEqual(lines(reported, policy.name), saying);
      assert.deepEqual(lines(reported, CHECKED_POLICY), unchecked);
    });

    it("says so when a resource's inputs were never seen and its outputs are empty", async () => {
      const reported = await report([policy], mesh().withoutOutputs(), { config: configFor(), inputsAreSeen: false });
      assert.deepEqual(lines(reported, policy.name), []);
      if (policy.stage === "stack") assert.notDeepEqual(lines(reported, CHECKED_POLICY), []);
    });

    it("judges by inputs when the outputs are empty, as in a first preview", async () => {
      const [first] = cases.refuses;
      assert.ok(first);
      const reported = await run(first.change(mesh()).withoutOutputs(), first.settings);
      assert.deepEqual(lines(reported, policy.name), first.saying);
    });

    const { patch, otherVersion } = cases;
    if (patch) {
      it("refuses the same in a patch", async () => {
        const refused = cases.refuses[patch.refusal ?? 0];
        assert.ok(refused);
        const stack = refused.change(mesh());
        const { type } = stack.get(patch.resource);
        const kind = type.split(":").at(-1) ?? "";
        const reported = await run(stack.change(patch.resource, { type: `${type}Patch` }), refused.settings);
        assert.deepEqual(
          lines(reported, policy.name),
          refused.saying.map((line) => line.replace(`${kind} `, `${kind}Patch `)),
        );
      });
    }

    if (!otherVersion) return;
    it("refuses the same in another version of the API", async () => {
      const { resource, type, refusal = 0 } = otherVersion;
      const refused = cases.refuses[refusal];
      assert.ok(refused);
      const stack = refused.change(mesh());
      assert.notEqual(stack.get(resource).type, type);
      const reported = await run(stack.change(resource, { type }), refused.settings);
      assert.deepEqual(lines(reported, policy.name), refused.saying);
    });
  });
}

/** What one policy reported, as `resource: message`, in order. */
export function lines(reported: readonly Reported[], policy: string): string[] {
  return reported
    .filter((one) => one.policy === policy)
    .map(({ resource, message }) => `${resource ?? "stack"}: ${message}`)
    .sort();
}
