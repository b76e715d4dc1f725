import assert from "node:assert/strict";
import { ResourceGraph } from "../graph";
import { type Answers, record } from "../recorder";
import { asProgramSeesIt, stackConfig, withValue } from "../stack";
import { answers } from "./eks-answers";

const NODES = ["bookinfo-mesh:cluster", "nodes"];
const STATE = "pulumi:pulumi:readStackResourceOutputs";
const TYPES = "aws:ec2/getInstanceTypes:getInstanceTypes";

/** What the program registers for the stack dev with another section of its nodes, or of the whole cluster. */
async function graphWith(
  path: readonly string[],
  value: unknown,
  calls: Answers["calls"] = {},
): Promise<ResourceGraph> {
  const config = withValue(stackConfig("dev"), path, value);
  return new ResourceGraph(
    await record(asProgramSeesIt(config), { ...answers, calls: { ...answers.calls, ...calls } }),
  );
}

/** The state of a stack whose cluster has a version, and whose nodes have some limits. */
function state(version: string, scalingConfig = { desiredSize: 2, minSize: 2, maxSize: 4 }): Answers["calls"] {
  const name = "istio-test-cluster";
  return {
    [STATE]: {
      outputs: {
        "urn:cluster": { type: "aws:eks/cluster:Cluster", outputs: { name, version } },
        "urn:nodes": {
          type: "aws:eks/nodeGroup:NodeGroup",
          outputs: {
            clusterName: name,
            nodeGroupName: "nodes-1",
            scalingConfig,
            instanceTypes: ["t3.medium"],
            capacityType: "ON_DEMAND",
            tags: { "bookinfo-mesh/nodes-to-start-with": "2" },
          },
        },
      },
    },
  };
}

const group = (graph: ResourceGraph) => graph.get("cluster-nodes-group");

describe("nodes on EKS", () => {
  it("have the AMI of their architecture: ARM types run on no other", async () => {
    const { inputs } = group(await graphWith(NODES, { instanceTypes: ["t4g.medium", "m7g.large"] }));
    assert.equal(inputs["amiType"], "AL2023_ARM_64_STANDARD");
    assert.deepEqual(inputs["instanceTypes"], ["t4g.medium", "m7g.large"]);
  });

  it("are refused where they are of two architectures, or of none that the region has", async () => {
    const types = { instanceTypes: ["t3.medium", "t4g.medium"] };
    await assert.rejects(graphWith(NODES, types), /t4g.medium is arm64, and t3.medium is x86_64/);
    const none = { [TYPES]: { instanceTypes: [] } };
    await assert.rejects(
      graphWith(NODES, { instanceTypes: ["t3.medium"] }, none),
      /has no EC2 instance type t3.medium/,
    );
  });

  it("are told by their names where EC2 may not be asked", async () => {
    const refused = { [TYPES]: new Error("UnauthorizedOperation") };
    const { inputs } = group(await graphWith(NODES, { instanceTypes: ["c7gn.large"] }, refused));
    assert.equal(inputs["amiType"], "AL2023_ARM_64_STANDARD");
    assert.equal(
      group(await graphWith(NODES, { instanceTypes: ["g4dn.xlarge"] }, refused)).inputs["amiType"],
      undefined,
    );
  });

  it("are of a capacity and an AMI release where the config says so", async () => {
    const { inputs } = group(await graphWith(NODES, { capacityType: "SPOT", releaseVersion: "1.36.3-20260911" }));
    assert.deepEqual([inputs["capacityType"], inputs["releaseVersion"]], ["SPOT", "1.36.3-20260911"]);
    const common = { project: "bookinfo-mesh", stack: "test" };
    assert.deepEqual(inputs["tags"], { ...common, "bookinfo-mesh/nodes-to-start-with": "2" });
  });

  it("are as many as an autoscaler decides once they run", async () => {
    const kept = group(await graphWith(NODES, {}, state("1.36")));
    assert.deepEqual(kept.ignoreChanges, ["scalingConfig.desiredSize"]);
    const more = { desired: 3, min: 3, max: 6 };
    const present = { "aws:eks/getNodeGroup:getNodeGroup": { scalingConfigs: [{ desiredSize: 5 }] } };
    const moved = group(await graphWith(NODES, more, { ...state("1.36"), ...present }));
    assert.deepEqual(moved.inputs["scalingConfig"], { desiredSize: 5, minSize: 3, maxSize: 6 });
    assert.deepEqual(moved.ignoreChanges, []);
    const replaced = group(await graphWith(NODES, { instanceTypes: ["m6i.large"] }, { ...state("1.36"), ...present }));
    assert.deepEqual(replaced.inputs["scalingConfig"], { desiredSize: 4, minSize: 2, maxSize: 4 });
    const refused = { "aws:eks/getNodeGroup:getNodeGroup": new Error("AccessDeniedException") };
    const guessed = group(await graphWith(NODES, more, { ...state("1.36"), ...refused }));
    assert.deepEqual(guessed.inputs["scalingConfig"], { desiredSize: 3, minSize: 3, maxSize: 6 });
  });

  it("can't be asked for anew by the number to start with", async () => {
    await assert.rejects(
      graphWith(NODES, { desired: 4 }, state("1.36")),
      /config set --path bookinfo-mesh:cluster.nodes.min 4/,
    );
  });
});

describe("the Kubernetes version of a cluster on EKS", () => {
  const VERSION = ["bookinfo-mesh:cluster", "kubernetesVersion"];

  it("goes up by one minor version at a time", async () => {
    await graphWith(VERSION, "1.36", state("1.35"));
    await assert.rejects(graphWith(VERSION, "1.36", state("1.34")), {
      message:
        "bookinfo-mesh:cluster.kubernetesVersion: 1.36 is more than one minor version from 1.34, which the cluster has: " +
        "EKS goes one at a time\n" +
        "  to fix:  pulumi config set --path bookinfo-mesh:cluster.kubernetesVersion 1.35   # then `pulumi up`, and on from there",
    });
  });

  it("goes back by one, as EKS takes it back, and no further", async () => {
    await graphWith(VERSION, "1.35", state("1.36"));
    await assert.rejects(graphWith(VERSION, "1.34", state("1.36")), /kubernetesVersion 1.35 /);
  });

  it("is any for a cluster of another name", async () => {
    const config = { kind: "eks", name: "another", kubernetesVersion: "1.36" };
    await graphWith(["bookinfo-mesh:cluster"], config, state("1.33"));
  });
});
