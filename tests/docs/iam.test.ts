import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ACTIONS } from "../../docs/iam/actions";
import { policyFile } from "../../docs/iam/generate";
import { OWN_NAMES, policyFor, USES } from "../../docs/iam/policies";
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

/** What the components name, those of every config: `aws.ec2.Vpc` is aws:ec2/vpc:Vpc. */
function inSource(): string[] {
  const folder = join(__dirname, "../../components");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const text = files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
  const resources = [...text.matchAll(/\baws\.(\w+)\.([A-Z]\w+)\(/g)].map(
    ([, module = "", name = ""]) => `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`,
  );
  const functions = [...text.matchAll(/\baws\.(?:(\w+)\.)?(get[A-Z]\w*?)(?:Output)?\(/g)].map(
    ([, module = "index", name = ""]) => `aws:${module}/${name}:${name}`,
  );
  return [...resources, ...functions];
}

describe("the IAM policies for a stack on EKS", () => {
  let recording: Recording;
  before(async () => {
    recording = await record(asProgramSeesIt(stackConfig("dev")), answers);
  });

  it("know the actions of every resource type and function of AWS that the program makes use of, and of no other", () => {
    const registered = recording.registrations.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
    const used = new Set([...registered, ...inSource(), ...OF_THE_COMPONENT]);
    assert.deepEqual(Object.keys(ACTIONS).toSorted(), [...used].toSorted(), "say it in docs/iam, and run npm run docs");
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
