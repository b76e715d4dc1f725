import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ACTIONS } from "../../docs/iam/actions";
import { policyFile } from "../../docs/iam/generate";
import { OWN_NAMES, policyFor, USES } from "../../docs/iam/policies";
import { MODELLED } from "../environment/simulated-aws/api-model/api-model";
import { REPLACING } from "../environment/simulated-aws/rules/replacing";
import { answers } from "../components/cluster/eks-answers";
import { record, type Recording } from "../components/recorder";
import { asProgramSeesIt, stackConfig } from "../components/stack";

/** What pulumi-eks' component makes and asks, which the mocks do not: see tests/environment/eks.test.ts. */
const OF_THE_COMPONENT = [
  "aws:eks/addon:Addon",
  "aws:eks/cluster:Cluster",
  "aws:eks/getAddonVersion:getAddonVersion",
  "aws:iam/role:Role",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:index/getPartition:getPartition",
];

describe("the IAM policies for a stack on EKS", () => {
  let recording: Recording;
  before(async () => {
    recording = await record(asProgramSeesIt(stackConfig("dev")), answers);
  });

  it("know the actions of every resource type and function of AWS that the program makes use of", () => {
    const types = recording.registrations.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
    const used = new Set([...types, ...Object.keys(answers.calls ?? {}), ...OF_THE_COMPONENT]);
    assert.deepEqual(
      [...used].filter((type) => type.startsWith("aws:") && !ACTIONS[type]),
      [],
      "add them to docs/iam, and run npm run docs",
    );
  });

  it("know those of every type that the simulated AWS knows", () => {
    const types = [...Object.keys(REPLACING), ...MODELLED];
    assert.deepEqual(
      types.filter((type) => !ACTIONS[type]),
      [],
    );
  });

  for (const use of USES) {
    it(`are written to docs/iam/${use}.json as they are (else: npm run docs)`, () => {
      assert.deepEqual(JSON.parse(readFileSync(policyFile(use), "utf8")), policyFor(use));
    });
  }

  const actionsOf = (use: (typeof USES)[number]) => policyFor(use).Statement.flatMap(({ Action }) => Action);

  it("let a preview look and change nothing", () => {
    const changing = actionsOf("preview").filter((action) => !/^[a-z0-9]+:(Describe|Get|List)/.test(action));
    assert.deepEqual(changing, []);
    assert.ok(actionsOf("preview").includes("eks:DescribeCluster"));
  });

  it("let a destroy make nothing, and give an up all that the others have", () => {
    assert.deepEqual(
      actionsOf("destroy").filter((action) => /:(Create|Run|Allocate|Request|Attach|Put)/.test(action)),
      [],
    );
    const up = new Set(actionsOf("up"));
    for (const use of USES)
      assert.deepEqual(
        actionsOf(use).filter((action) => !up.has(action)),
        [],
      );
  });

  it("are for roles and policies of the stack alone where they give rights", () => {
    for (const { type, name } of recording.registrations) {
      if (/^aws:iam\/(role:Role|policy:Policy)$/.test(type)) assert.ok(name.startsWith(OWN_NAMES), name);
    }
    for (const use of USES) {
      for (const { Action, Resource, Condition } of policyFor(use).Statement) {
        const grants = Action.filter((action) => /^iam:(Create|Put|Attach|Update|Pass)/.test(action));
        if (grants.length > 0 && !grants.includes("iam:CreateServiceLinkedRole")) assert.notEqual(Resource, "*");
        if (grants.includes("iam:PassRole") || grants.includes("iam:CreateServiceLinkedRole")) assert.ok(Condition);
      }
    }
  });
});
