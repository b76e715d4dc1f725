import assert from "node:assert/strict";
import { formatProblems } from "../../../config/problem/problem";
import { desiredProblems, formerNodes, nodeCount } from "../../../components/cluster/node-count";

const limits = { desired: 2, min: 2, max: 4 };
const kind = { instanceTypes: ["t3.medium"], capacityType: "ON_DEMAND" } as const;
const former = { groupName: "nodes-1", desired: 2, min: 2, max: 4, kind, startedWith: 2 };

/** What is printed of other limits than nodes started with. */
function told(change: Partial<typeof limits>, startedWith: number | undefined = 2): string {
  return formatProblems(desiredProblems({ ...limits, ...change }, { ...former, startedWith }), "pulumi");
}

describe("the number of nodes", () => {
  it("is what is asked for as they are made", async () => {
    assert.deepEqual(await nodeCount({ ...limits, ...kind }, undefined, "shop"), { desired: 2, isKept: false });
    assert.deepEqual(desiredProblems(limits, undefined), []);
  });

  it("is left to whoever decides about it from then on", async () => {
    assert.deepEqual(await nodeCount({ ...limits, ...kind }, former, "shop"), { desired: 2, isKept: true });
  });

  it("is refused as another to start with, with the key that does it", () => {
    assert.equal(
      told({ desired: 4 }),
      "bookinfo-mesh:cluster.nodes.desired: 4 has no effect: the nodes run already, and 2 was for their start alone; " +
        "expected cluster.nodes.min or max to say how many there are\n" +
        "  to fix:  pulumi config set --path bookinfo-mesh:cluster.nodes.min 4   # or set it back to 2",
    );
    assert.match(
      told({ desired: 2 }, 4),
      /to fix: {2}pulumi config set --path bookinfo-mesh:cluster.nodes.max 2 {3}# or set it back to 4$/,
    );
  });

  it("may follow new limits, which it has to be between", () => {
    assert.equal(told({ min: 3, desired: 3 }), "");
    assert.equal(told({ min: 1, max: 3, desired: 3 }, 4), "");
    assert.notEqual(told({ min: 3, desired: 4 }), "");
  });

  it("is judged by nothing where it was not noted, as by the previous release", () => {
    assert.deepEqual(desiredProblems({ ...limits, desired: 4 }, { ...former, startedWith: undefined }), []);
  });
});

describe("the node group of the last update", () => {
  const scalingConfig = { desiredSize: 3, minSize: 2, maxSize: 5 };
  const group = (clusterName: string, tags?: Record<string, string>) => ({
    type: "aws:eks/nodeGroup:NodeGroup",
    outputs: { clusterName, nodeGroupName: "nodes-1", scalingConfig, ...kind, ...(tags && { tags }) },
  });

  it("is the one of the cluster", () => {
    const resources = [group("other"), group("shop", { "bookinfo-mesh/nodes-to-start-with": "2" })];
    const found = { groupName: "nodes-1", desired: 3, min: 2, max: 5, kind };
    assert.deepEqual(formerNodes(resources, "shop"), { ...found, startedWith: 2 });
    assert.deepEqual(formerNodes(resources, "other"), { ...found, startedWith: undefined });
  });

  it("is unknown for a stack without nodes", () => {
    assert.equal(formerNodes([], "shop"), undefined);
    assert.equal(
      formerNodes([{ type: "aws:eks/nodeGroup:NodeGroup", outputs: { clusterName: "shop" } }], "shop"),
      undefined,
    );
  });
});
