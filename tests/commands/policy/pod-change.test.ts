import assert from "node:assert/strict";
import { type EngineEvent } from "../../../commands/policy/engine-event";
import { formatPodChange, podChanges } from "../../../commands/policy/pod-change";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

function step(op: string, type: string, name: string, before: object | null, after: object | null): EngineEvent {
  const state = (inputs: object | null) => inputs && { inputs: { ...inputs } };
  const metadata = { op, type, urn: `urn:pulumi:s::p::${type}::${name}`, old: state(before), new: state(after) };
  return { resourcePreEvent: { metadata } };
}

const deployment = (name: string, sidecar: string | undefined, spec: object = {}) => ({
  metadata: { name },
  spec: {
    replicas: 1,
    template: {
      metadata: { labels: { app: name }, ...(sidecar && { annotations: { "bookinfo-mesh/sidecar": sidecar } }) },
      spec,
    },
  },
});
const update = (name: string, before: string | undefined, after: string | undefined) =>
  step("update", DEPLOYMENT, name, deployment(name, before), deployment(name, after));
const lines = (...events: EngineEvent[]) => podChanges(events).map(formatPodChange);

describe("what a preview does to pods", () => {
  it("is told release by release, and then for all workloads with the same reason at once", () => {
    const release = (name: string) =>
      step("update", RELEASE, `istio-${name}`, { name, version: "1.30.4" }, { name, version: "1.31.1" });
    assert.deepEqual(
      lines(update("reviews-v2", "1.30.4", "1.31.1"), update("reviews-v1", "1.30.4", "1.31.1"), release("istiod")),
      [
        "istiod: 1.30.4 -> 1.31.1",
        "the pods of reviews-v1, reviews-v2 start anew, each once its successor is ready: sidecar 1.30.4 -> 1.31.1",
      ],
    );
  });

  it("tells of a sidecar whose age nobody noted, and of a template that changes for another reason", () => {
    const image = [{ image: "a" }, { image: "b" }].map((spec) => deployment("details-v1", "1.31.1", spec));
    assert.deepEqual(
      lines(update("ratings-v1", undefined, "1.31.1"), step("update", DEPLOYMENT, "d", image[0] ?? {}, image[1] ?? {})),
      [
        "the pods of ratings-v1 start anew, each once its successor is ready: sidecar of unknown age -> 1.31.1",
        "the pods of details-v1 start anew, each once its successor is ready: image of their template",
      ],
    );
  });

  it("tells of a control plane that comes up beside the one that runs", () => {
    const [before, after] = [{ name: "istiod" }, { name: "istiod-blue" }];
    assert.deepEqual(lines(step("create-replacement", RELEASE, "istio-istiod", before, after)), [
      "release: istiod -> istiod-blue, and the old one goes last",
    ]);
  });

  it("is nothing where pods come, go, or stay as they are", () => {
    const scaled = { ...deployment("a", "1.31.1"), spec: { ...deployment("a", "1.31.1").spec, replicas: 2 } };
    const events = [
      step("create", DEPLOYMENT, "a", null, deployment("a", "1.31.1")),
      step("delete", DEPLOYMENT, "b", deployment("b", "1.31.1"), null),
      step("update", DEPLOYMENT, "a", deployment("a", "1.31.1"), scaled),
      step("same", DEPLOYMENT, "c", deployment("c", "1"), deployment("c", "2")),
      step("update", RELEASE, "r", { name: "r", version: "1.31.1", values: {} }, { name: "r", version: "1.31.1" }),
    ];
    assert.deepEqual(lines(...events), []);
  });
});
