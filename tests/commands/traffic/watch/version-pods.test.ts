import assert from "node:assert/strict";
import { type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import { podsOf, wantedPods } from "../../../../commands/traffic/watch/version-pods";

function pod(name: string, ready: boolean, more: { ends?: true; phase?: string } = {}): V1Pod {
  return {
    metadata: { name, ...(more.ends && { deletionTimestamp: new Date() }) },
    status: { phase: more.phase ?? "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  };
}

function deployment(labels: Record<string, string>, replicas?: number): V1Deployment {
  const spec = { selector: {}, template: { metadata: { labels } }, ...(replicas !== undefined && { replicas }) };
  return { spec };
}

describe("the pods of a version", () => {
  it("are those that neither end nor have ended, ready or not, by name", () => {
    const pods = [pod("b", false), pod("a", true), pod("c", true, { ends: true }), pod("d", true, { phase: "Failed" })];
    assert.deepEqual(podsOf(pods, 2), {
      ready: 1,
      wanted: 2,
      names: [
        { name: "a", ready: true },
        { name: "b", ready: false },
      ],
    });
    assert.deepEqual(podsOf([], undefined), { ready: 0, names: [] });
  });

  it("are to be as many as all Deployments with their labels make", () => {
    const labels = { app: "reviews", version: "v1" };
    const all = [deployment({ ...labels, x: "y" }, 2), deployment(labels), deployment({ app: "reviews" }, 9)];
    assert.equal(wantedPods(all, labels), 3);
    assert.equal(wantedPods([deployment(labels, 0)], labels), 0);
    assert.equal(wantedPods([], labels), undefined);
  });
});
