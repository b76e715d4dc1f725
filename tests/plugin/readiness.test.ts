import assert from "node:assert/strict";
import { readinessCheckFor } from "../../sandbox/plugin/await/registry";
import { type Readiness } from "../../sandbox/plugin/await/wait";
import { Cluster } from "../../sandbox/plugin/cluster/cluster";
import { selectKubeconfig } from "../../sandbox/plugin/cluster/kubeconfig";
import { type Json, type JsonObject } from "../../sandbox/plugin/wire/json";
import { FakeApiServer } from "./fake-api-server";

const PODS = "/api/v1/namespaces/bookinfo/pods";

describe("readiness", () => {
  let api: FakeApiServer;
  let cluster: Cluster;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    cluster = new Cluster(selectKubeconfig({ kubeconfig: api.kubeconfig }));
  });
  afterEach(() => api.stop());

  const look = async (object: JsonObject): Promise<Readiness> => {
    const check = readinessCheckFor(object);
    assert.ok(check, "there must be a check for the kind");
    return check(object, cluster, new AbortController().signal);
  };

  const of = (apiVersion: string, kind: string, spec: JsonObject, status: JsonObject = {}): JsonObject => ({
    apiVersion,
    kind,
    metadata: { name: "it", namespace: "bookinfo", generation: 2 },
    spec,
    status: { observedGeneration: 2, ...status },
  });

  const condition = (type: string, status: string, reason = "Because", message = "so it is"): JsonObject => ({
    type,
    status,
    reason,
    message,
  });

  /** What a look found, in one line. */
  const told = (readiness: Readiness) =>
    readiness.state === "ready"
      ? "ready"
      : [`${readiness.state}: ${readiness.summary}`, ...readiness.reasons].join(" | ");

  const pod = (status: JsonObject, name = "it-1"): JsonObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "bookinfo", labels: { app: "it" } },
    status,
  });

  it("is no question for kinds that only have to exist", () => {
    assert.equal(readinessCheckFor({ apiVersion: "networking.istio.io/v1", kind: "VirtualService" }), undefined);
    assert.equal(readinessCheckFor({ apiVersion: "v1", kind: "ConfigMap" }), undefined);
  });

  describe("of a Deployment", () => {
    const selector = { matchLabels: { app: "it" } };
    const available = condition("Available", "True");
    const all = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, conditions: [available] };
    const cases: readonly [string, JsonObject, JsonObject, string][] = [
      ["rolled out", { replicas: 2 }, all, "ready"],
      ["scaled to nothing", { replicas: 0 }, {}, "ready"],
      ["paused", { replicas: 2, paused: true }, {}, "ready"],
      [
        "not seen by its controller",
        { replicas: 2 },
        { ...all, observedGeneration: 1 },
        "waiting: the rollout has not begun",
      ],
      [
        "with too few new pods",
        { replicas: 2 },
        { ...all, updatedReplicas: 1 },
        "waiting: 1 of 2 pods are of the new version",
      ],
      [
        "with old pods left",
        { replicas: 2 },
        { ...all, replicas: 3 },
        "waiting: 1 pods of the old version are still there",
      ],
      [
        "with pods that are not available",
        { replicas: 2 },
        { ...all, availableReplicas: 1 },
        "waiting: 1 of 2 pods are available",
      ],
      [
        "that may not make pods",
        { replicas: 2 },
        { conditions: [condition("ReplicaFailure", "True", "FailedCreate", "quota exceeded")] },
        "waiting: 0 of 2 pods are of the new version | FailedCreate: quota exceeded",
      ],
      [
        "past its own deadline",
        { replicas: 2 },
        { conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out")] },
        "failed: ProgressDeadlineExceeded: timed out",
      ],
    ];
    for (const [title, spec, status, expected] of cases) {
      it(title, async () => {
        assert.equal(told(await look(of("apps/v1", "Deployment", { ...spec, selector }, status))), expected);
      });
    }

    it("says why its pods are not there, one sentence each, and passes over those that are well", async () => {
      const waiting = (name: string, reason: string, message: string, more: JsonObject = {}): Json => ({
        name,
        state: { waiting: { reason, message } },
        ...more,
      });
      api.put(
        PODS,
        pod({ conditions: [condition("PodScheduled", "False", "Unschedulable", "0/1 nodes: too little memory")] }, "a"),
      );
      api.put(PODS, pod({ containerStatuses: [waiting("app", "ImagePullBackOff", "no such image")] }, "b"));
      const crashed = { lastState: { terminated: { exitCode: 3, message: "no port\n" } } };
      api.put(PODS, pod({ containerStatuses: [waiting("app", "CrashLoopBackOff", "back-off 10s", crashed)] }, "c"));
      api.put(PODS, pod({ containerStatuses: [{ name: "app", ready: false, state: { running: {} } }] }, "d"));
      api.put(PODS, pod({ initContainerStatuses: [{ name: "init", state: { terminated: { exitCode: 1 } } }] }, "e"));
      api.put(PODS, pod({ conditions: [condition("Ready", "True")] }, "f"));
      api.put(PODS, pod({ containerStatuses: [waiting("app", "ContainerCreating", "")] }, "g"));
      const readiness = await look(of("apps/v1", "Deployment", { replicas: 7, selector }));
      assert.ok(readiness.state === "waiting");
      assert.deepEqual([...readiness.reasons].sort(), [
        "container app of pod b: ImagePullBackOff: no such image",
        "container app of pod c: CrashLoopBackOff: back-off 10s: last exit code 3, no port",
        "container app of pod d runs but is not ready: its readiness or startup probe has not succeeded",
        "container init of pod e ended with exit code 1 (Error)",
        "pod a is not scheduled: Unschedulable: 0/1 nodes: too little memory",
      ]);
    });
  });

  describe("of a Service", () => {
    const slices = "/apis/discovery.k8s.io/v1/namespaces/bookinfo/endpointslices";
    const service = (spec: JsonObject, status: JsonObject = {}) => of("v1", "Service", spec, status);
    const selector = { app: "it" };

    it("has nothing to wait for without a selector, without an address, or as another name", async () => {
      assert.equal(told(await look(service({}))), "ready");
      assert.equal(told(await look(service({ selector, clusterIP: "None" }))), "ready");
      assert.equal(told(await look(service({ selector, type: "ExternalName" }))), "ready");
    });

    it("needs an endpoint that takes requests", async () => {
      const expected = "waiting: no pod that it selects (app=it) takes requests";
      assert.equal(told(await look(service({ selector }))), expected);
      const slice = (ready: boolean): JsonObject => ({
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "it-1", namespace: "bookinfo", labels: { "kubernetes.io/service-name": "it" } },
        endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready } }],
      });
      api.put(slices, slice(false));
      assert.equal(told(await look(service({ selector }))), expected);
      api.put(slices, slice(true));
      assert.equal(told(await look(service({ selector }))), "ready");
    });

    it("needs a load balancer's address if it is to have one", async () => {
      const spec = { type: "LoadBalancer" };
      assert.equal(told(await look(service(spec))), "waiting: no load balancer has given it an address yet");
      assert.equal(told(await look(service(spec, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }))), "ready");
    });
  });

  const others: readonly [string, JsonObject, string][] = [
    [
      "a Pod that is ready",
      of("v1", "Pod", {}, { phase: "Running", conditions: [condition("Ready", "True")] }),
      "ready",
    ],
    ["a Pod that has done its work", of("v1", "Pod", {}, { phase: "Succeeded" }), "ready"],
    [
      "a Pod that has failed",
      of("v1", "Pod", {}, { phase: "Failed", reason: "Evicted", message: "disk" }),
      "failed: the pod has failed | pod it: Evicted: disk",
    ],
    ["a Pod on its way", of("v1", "Pod", {}, { phase: "Pending" }), "waiting: the pod is Pending"],
    ["a Job that is complete", of("batch/v1", "Job", {}, { conditions: [condition("Complete", "True")] }), "ready"],
    ["a Job that is suspended", of("batch/v1", "Job", { suspend: true }), "ready"],
    [
      "a Job that has failed",
      of("batch/v1", "Job", {}, { conditions: [condition("Failed", "True", "BackoffLimitExceeded", "too often")] }),
      "failed: BackoffLimitExceeded: too often",
    ],
    [
      "a Job at work",
      of("batch/v1", "Job", { completions: 3 }, { succeeded: 1 }),
      "waiting: 1 of 3 pods have succeeded",
    ],
    [
      "a StatefulSet that is rolled out",
      of("apps/v1", "StatefulSet", { replicas: 2 }, { readyReplicas: 2, currentRevision: "a", updateRevision: "a" }),
      "ready",
    ],
    [
      "a StatefulSet with old pods",
      of("apps/v1", "StatefulSet", { replicas: 2 }, { readyReplicas: 2, currentRevision: "a", updateRevision: "b" }),
      "waiting: some pods are still of the old version",
    ],
    [
      "a StatefulSet with too few pods",
      of("apps/v1", "StatefulSet", { replicas: 2 }, { readyReplicas: 1 }),
      "waiting: 1 of 2 pods are ready",
    ],
    [
      "a StatefulSet that updates on deletion",
      of(
        "apps/v1",
        "StatefulSet",
        { updateStrategy: { type: "OnDelete" } },
        { readyReplicas: 1, currentRevision: "a", updateRevision: "b" },
      ),
      "ready",
    ],
    [
      "a DaemonSet on every node",
      of("apps/v1", "DaemonSet", {}, { desiredNumberScheduled: 2, numberAvailable: 2, updatedNumberScheduled: 2 }),
      "ready",
    ],
    [
      "a DaemonSet on some nodes",
      of("apps/v1", "DaemonSet", {}, { desiredNumberScheduled: 2, numberAvailable: 2, updatedNumberScheduled: 1 }),
      "waiting: 1 of 2 nodes run an available pod of the new version",
    ],
    [
      "an Ingress with an address",
      of("networking.k8s.io/v1", "Ingress", {}, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }),
      "ready",
    ],
    [
      "an Ingress without one",
      of("networking.k8s.io/v1", "Ingress", {}),
      "waiting: no ingress controller has given it an address yet",
    ],
    [
      "a CustomResourceDefinition that is served",
      of("apiextensions.k8s.io/v1", "CustomResourceDefinition", {}, { conditions: [condition("Established", "True")] }),
      "ready",
    ],
    [
      "a CustomResourceDefinition that is new",
      of("apiextensions.k8s.io/v1", "CustomResourceDefinition", {}),
      "waiting: the API server does not serve the kind yet",
    ],
    [
      "a CustomResourceDefinition whose names are taken",
      of(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        {},
        { conditions: [condition("NamesAccepted", "False", "ListKindConflict", "taken")] },
      ),
      "failed: ListKindConflict: taken",
    ],
  ];
  for (const [title, object, expected] of others) {
    it(`of ${title}`, async () => assert.equal(told(await look(object)), expected));
  }
});
