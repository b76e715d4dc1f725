import assert from "node:assert/strict";
import { unknownValue } from "@pulumi/pulumi/runtime";
import { argumentShape } from "./read-typings";
import { plain, shapeProblems } from "./shape";

const CLUSTER = "aws:eks/cluster:Cluster";
const cluster = { roleArn: "arn", vpcConfig: { subnetIds: ["subnet-1"] }, tags: { owner: "mesh" } };

/** `PATH: REASON` of each problem. */
function problems(type: string, inputs: unknown): string[] {
  return shapeProblems(argumentShape(type), plain(inputs)).map(({ path, reason }) => `${path}: ${reason}`);
}

describe("the typings of the packages", () => {
  it("allow what they say", () => {
    assert.deepEqual(problems(CLUSTER, cluster), []);
    assert.deepEqual(
      problems("aws:ec2/launchTemplate:LaunchTemplate", { metadataOptions: { httpPutResponseHopLimit: 1 } }),
      [],
    );
    assert.deepEqual(problems("eks:index:Cluster", { accessEntries: { ci: { principalArn: "arn" } } }), []);
  });

  it("refuse an unknown property and a missing one, however deep", () => {
    assert.deepEqual(problems(CLUSTER, { ...cluster, subnetIds: [] }), ["subnetIds: ClusterArgs has no such property"]);
    assert.deepEqual(problems(CLUSTER, { vpcConfig: { subnets: [] }, roleArn: "arn" }), [
      "vpcConfig.subnetIds: is missing: ClusterVpcConfig requires it",
      "vpcConfig.subnets: ClusterVpcConfig has no such property",
    ]);
    assert.deepEqual(problems("eks:index:Cluster", { vpcCniOptions: { version: "v1" } }), [
      "vpcCniOptions.version: VpcCniOptionsArgs has no such property",
    ]);
  });

  it("refuse a value of another type", () => {
    assert.deepEqual(problems(CLUSTER, { ...cluster, deletionProtection: "yes" }), [
      'deletionProtection: "yes" is not a boolean',
    ]);
    assert.deepEqual(problems(CLUSTER, { ...cluster, tags: { count: 3 } }), ["tags.count: 3 is not a string"]);
    assert.deepEqual(problems(CLUSTER, { ...cluster, vpcConfig: { subnetIds: "subnet-1" } }), [
      'vpcConfig.subnetIds: "subnet-1" is not a list',
    ]);
  });

  it("are those of Kubernetes' resources, too", () => {
    const release = {
      chart: "gateway",
      name: "gateway",
      values: { any: { thing: 1 } },
      repositoryOpts: { repo: "url" },
    };
    assert.deepEqual(problems("kubernetes:helm.sh/v3:Release", release), []);
    assert.deepEqual(problems("kubernetes:helm.sh/v3:Release", { ...release, wait: true }), [
      "wait: ReleaseArgs has no such property",
    ]);
    assert.deepEqual(problems("kubernetes:core/v1:Namespace", { metadata: { nam: "istio-system" } }), [
      "metadata.nam: ObjectMeta has no such property",
    ]);
    assert.deepEqual(problems("kubernetes:apps/v1:Deployment", { spec: { template: {} } }), [
      "spec.selector: is missing: DeploymentSpec requires it",
    ]);
  });

  it("accept what is not known yet, and look into secrets", () => {
    assert.deepEqual(problems(CLUSTER, { roleArn: unknownValue, vpcConfig: unknownValue }), []);
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: 5 };
    assert.deepEqual(problems(CLUSTER, { ...cluster, version: secret }), ["version: 5 is not a string"]);
  });

  it("know only the types of the package", () => {
    assert.throws(() => argumentShape("aws:eks/clutser:Clutser"), /has no typings of aws:eks\/clutser:Clutser/);
  });
});
