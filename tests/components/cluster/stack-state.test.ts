import assert from "node:assert/strict";
import { formerResource } from "../../../components/cluster/stack-state";

describe("a resource of the stack's last update", () => {
  const group = { type: "aws:eks/nodeGroup:NodeGroup", outputs: { clusterName: "a", version: "1" } };
  const other = { type: "aws:eks/nodeGroup:NodeGroup", outputs: { clusterName: "b", version: "1" } };
  const addon = { type: "aws:eks/addon:Addon", outputs: { clusterName: "b", version: "1" } };

  it("is found by its type and all of the outputs that are asked for", () => {
    const resources = [addon, group, other];
    assert.equal(formerResource(resources, group.type, { clusterName: "b", version: "1" }), other);
    assert.equal(formerResource(resources, addon.type, { clusterName: "b" }), addon);
  });

  it("is none where one of them differs", () => {
    assert.equal(formerResource([addon, group], group.type, { clusterName: "b" }), undefined);
    assert.equal(formerResource([group], group.type, { clusterName: "a", version: "2" }), undefined);
  });
});
