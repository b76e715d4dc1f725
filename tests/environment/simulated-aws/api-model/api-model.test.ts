import assert from "node:assert/strict";
import { unknownValue } from "@pulumi/pulumi/runtime";
import { MODEL_SOURCE, MODELLED, modelProblems } from "./api-model";

/** Inputs that an API refuses, by resource type and the path that is wrong with them. */
const REFUSED: readonly (readonly [type: string, path: string, inputs: unknown])[] = [
  ["aws:eks/cluster:Cluster", "name", { name: "a cluster" }],
  ["aws:eks/cluster:Cluster", "name", { name: "c".repeat(101) }],
  ["aws:eks/cluster:Cluster", "accessConfig.authenticationMode", { accessConfig: { authenticationMode: "api" } }],
  ["aws:eks/cluster:Cluster", "upgradePolicy.supportType", { upgradePolicy: { supportType: "standard" } }],
  ["aws:eks/cluster:Cluster", "enabledClusterLogTypes[1]", { enabledClusterLogTypes: ["api", "kubelet"] }],
  ["aws:eks/nodeGroup:NodeGroup", "amiType", { amiType: "AL2023_ARM64" }],
  ["aws:eks/nodeGroup:NodeGroup", "capacityType", { capacityType: "spot" }],
  [
    "aws:eks/nodeGroup:NodeGroup",
    "scalingConfig.maxSize",
    { scalingConfig: { minSize: 0, desiredSize: 0, maxSize: 0 } },
  ],
  ["aws:eks/addon:Addon", "resolveConflictsOnUpdate", { resolveConflictsOnUpdate: "KEEP" }],
  ["aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "accessScope.type", { accessScope: { type: "all" } }],
  ["aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions.httpTokens", { metadataOptions: { httpTokens: "yes" } }],
  [
    "aws:ec2/launchTemplate:LaunchTemplate",
    "tagSpecifications[0].resourceType",
    { tagSpecifications: [{ resourceType: "node" }] },
  ],
  ["aws:ec2/vpcEndpoint:VpcEndpoint", "vpcEndpointType", { vpcEndpointType: "interface" }],
  ["aws:iam/role:Role", "name", { name: "a role" }],
  ["aws:cloudwatch/logGroup:LogGroup", "name", { name: "/aws/eks/a b/cluster" }],
  ["aws:kms/key:Key", "deletionWindowInDays", { deletionWindowInDays: 400 }],
];

describe("the model of AWS's own API", () => {
  for (const [type, path, inputs] of REFUSED) {
    it(`refuses ${type.split(":").at(-1)} with a wrong ${path}: ${JSON.stringify(inputs).slice(0, 60)}`, () => {
      assert.deepEqual(
        modelProblems(type, inputs).map((problem) => problem.path),
        [path],
      );
    });
  }

  it("takes what AWS takes", () => {
    const cluster = {
      name: "istio-test-cluster",
      accessConfig: { authenticationMode: "API" },
      upgradePolicy: { supportType: "STANDARD" },
      enabledClusterLogTypes: ["api", "controllerManager"],
    };
    assert.deepEqual(modelProblems("aws:eks/cluster:Cluster", cluster), []);
    assert.deepEqual(modelProblems("aws:eks/cluster:Cluster", { name: unknownValue }), []);
    const nodes = { amiType: "AL2023_ARM_64_STANDARD", capacityType: "SPOT", updateConfig: { maxUnavailable: 1 } };
    assert.deepEqual(modelProblems("aws:eks/nodeGroup:NodeGroup", nodes), []);
  });

  it("says where it is from and what AWS would say", () => {
    assert.match(MODEL_SOURCE, /^botocore \d+\.\d+\.\d+ /);
    const [problem] = modelProblems("aws:eks/nodeGroup:NodeGroup", { capacityType: "spot" });
    assert.equal(
      problem?.reason,
      'eks CreateNodegroup refuses "spot": it has to be one of CAPACITY_BLOCK, ON_DEMAND, SPOT',
    );
    assert.ok(MODELLED.length > 20);
  });
});
