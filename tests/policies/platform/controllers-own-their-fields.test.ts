import { unknownValue } from "@pulumi/pulumi/runtime";
import { controllersOwnTheirFields } from "../../../policies/platform/controllers-own-their-fields";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "reviews-v1" };

function object(mesh: TestStack, label: string, type: string, spec: Properties, name = label): TestStack {
  return mesh.with(label, `kubernetes:${type}`, { metadata: { name, namespace: "default" }, spec });
}

/** Kubernetes' autoscaler for reviews-v1, whose replicas the program leaves out. */
function scaledMesh(): TestStack {
  const scaler = { scaleTargetRef: target, minReplicas: 2, maxReplicas: 5 };
  return object(validMesh(), "scaler", "autoscaling/v2:HorizontalPodAutoscaler", scaler).unset(
    "reviews-v1",
    "spec.replicas",
  );
}

const keda = (mesh: TestStack, spec: Properties = {}) =>
  object(mesh, "keda", "keda.sh/v1alpha1:ScaledObject", {
    scaleTargetRef: { name: "details-v1" },
    minReplicaCount: 2,
    maxReplicaCount: 9,
    ...spec,
  });

const canary = (mesh: TestStack, service: Properties = { port: 9080 }) =>
  object(mesh, "canary", "flagger.app/v1beta1:Canary", { targetRef: { ...target, name: "details-v1" }, service });

function rollout(mesh: TestStack, traffic: Properties, workloadRef?: Properties): TestStack {
  return object(mesh, "rollout", "argoproj.io/v1alpha1:Rollout", {
    ...(workloadRef && { workloadRef: { apiVersion: "apps/v1", kind: "Deployment", ...workloadRef } }),
    strategy: { canary: { trafficRouting: { istio: traffic } } },
  });
}

/** istiod's check of objects, as a Chart makes it. */
function webhooks(mesh: TestStack, webhook: Properties, labels: Properties = { "istio.io/rev": "default" }): TestStack {
  return mesh.with("validator", "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", {
    metadata: { name: "istiod-default-validator", labels },
    webhooks: [{ name: "validation.istio.io", clientConfig: { service: { name: "istiod" } }, ...webhook }],
  });
}

function injector(mesh: TestStack, clientConfig: Properties, name = "rev.object.sidecar-injector.istio.io"): TestStack {
  return mesh.with("injector", "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration", {
    metadata: { name: "istio-sidecar-injector", labels: { "istio.io/rev": "default" } },
    webhooks: [{ name, failurePolicy: "Fail", clientConfig }],
  });
}

const nodeScaler = (mesh: TestStack) =>
  mesh.with("node-scaler", "kubernetes:helm.sh/v3:Release", { name: "scaler", chart: "cluster-autoscaler" });

const ignoring = (mesh: TestStack, label: string, ...ignoreChanges: string[]) => mesh.change(label, { ignoreChanges });

describePolicy(controllersOwnTheirFields, {
  mesh: scaledMesh,
  accepts: [
    {
      when: "replicas that are left to the autoscaler",
      change: (mesh) => ignoring(mesh.set("reviews-v1", "spec.replicas", 2), "reviews-v1", "spec.replicas"),
    },
    {
      when: "a whole spec that is left to it",
      change: (mesh) => ignoring(mesh.set("reviews-v1", "spec.replicas", 2), "reviews-v1", "spec"),
    },
    {
      when: "a workload that is off, which an autoscaler leaves at that",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 0),
    },
    {
      when: "an autoscaler that has no choice",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 2).set("scaler", "spec.maxReplicas", 2),
    },
    {
      when: "an autoscaler of another kind of workload of that name",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.replicas", 2).set("scaler", "spec.scaleTargetRef.kind", "StatefulSet"),
    },
    { when: "KEDA and a workload without replicas", change: (mesh) => keda(mesh.unset("details-v1", "spec.replicas")) },
    {
      when: "a Rollout that runs the pods of a Deployment that is off",
      change: (mesh) =>
        rollout(mesh.set("details-v1", "spec.replicas", 0), {}, { name: "details-v1", scaleDown: "onsuccess" }),
    },
    {
      when: "a Rollout that leaves the Deployment its pods",
      change: (mesh) => rollout(mesh, {}, { name: "details-v1" }),
    },
    {
      when: "weights and labels that are left to the Rollout",
      change: (mesh) =>
        ignoring(
          ignoring(
            rollout(mesh, { virtualService: { name: "reviews" }, destinationRule: { name: "reviews" } }),
            "reviews-routes",
            "spec.http[*].route[*].weight",
          ),
          "reviews-versions",
          "spec.subsets",
        ),
    },
    {
      when: "the weights of another route than the Rollout's",
      change: (mesh) => rollout(mesh, { virtualService: { name: "reviews", routes: ["primary"] } }),
    },
    {
      when: "a Rollout of a VirtualService in another namespace",
      change: (mesh) => rollout(mesh, { virtualService: { name: "reviews.other" } }),
    },
    {
      when: "a Canary whose VirtualService is its own",
      change: (mesh) => ignoring(canary(mesh), "details-v1", "spec.replicas"),
    },
    { when: "a webhook that fails anyway", change: (mesh) => webhooks(mesh, { failurePolicy: "Fail" }) },
    { when: "a webhook that says nothing of it", change: (mesh) => webhooks(mesh, {}) },
    {
      when: "somebody else's webhook",
      change: (mesh) => webhooks(mesh, { failurePolicy: "Ignore" }, { app: "other" }),
    },
    {
      when: "a policy that is left to istiod",
      change: (mesh) => ignoring(webhooks(mesh, { failurePolicy: "Ignore" }), "validator", "webhooks[*].failurePolicy"),
    },
    {
      when: "a certificate of an istiod that is elsewhere",
      change: (mesh) => injector(mesh, { url: "https://istiod.example.com/inject", caBundle: "LQ==" }),
    },
    {
      when: "a certificate of another webhook",
      change: (mesh) => injector(mesh, { caBundle: "LQ==" }, "other.example.com"),
    },
    {
      when: "a number of nodes that is left to the cluster's autoscaler",
      change: (mesh) => ignoring(nodeScaler(mesh), "nodes", "scalingConfig.desiredSize"),
    },
    {
      when: "an autoscaler of nodes that has no choice",
      change: (mesh) => nodeScaler(mesh).set("nodes", "scalingConfig.maxSize", 2),
    },
    { when: "another chart", change: (mesh) => nodeScaler(mesh).set("node-scaler", "chart", "metrics-server") },
    {
      when: "an object that the program only looks at",
      change: (mesh) => webhooks(mesh, { failurePolicy: "Ignore" }).set("validator", "metadata.uid", "6f9619ff"),
    },
  ],
  refuses: [
    {
      when: "a number of nodes that the cluster's autoscaler sets",
      change: (mesh) => nodeScaler(mesh),
      saying: [
        "nodes: node group nodes: Release node-scaler sets scalingConfig.desiredSize, which is not in ignoreChanges",
      ],
    },
    {
      when: "the same where a Deployment runs the autoscaler",
      change: (mesh) =>
        mesh.set(
          "ratings-v1",
          "spec.template.spec.containers[0].image",
          "registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0",
        ),
      saying: [
        "nodes: node group nodes: Deployment default/ratings-v1 sets scalingConfig.desiredSize, which is not in ignoreChanges",
      ],
    },
    {
      when: "replicas of a Deployment that is scaled",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 2),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: HorizontalPodAutoscaler default/scaler sets spec.replicas, which is not in ignoreChanges",
      ],
    },
    {
      when: "replicas that are not known yet, and another path in ignoreChanges",
      change: (mesh) =>
        ignoring(mesh.set("reviews-v1", "spec.replicas", unknownValue), "reviews-v1", "spec.replicasOther", "metadata"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: HorizontalPodAutoscaler default/scaler sets spec.replicas, which is not in ignoreChanges",
      ],
    },
    {
      when: "replicas of a Deployment that KEDA scales, even from none",
      change: (mesh) => keda(mesh.set("details-v1", "spec.replicas", 0)),
      saying: [
        "details-v1: Deployment default/details-v1: ScaledObject default/keda sets spec.replicas, which is not in ignoreChanges",
      ],
    },
    {
      when: "replicas of a Deployment whose pods a Rollout takes over",
      change: (mesh) => rollout(mesh, {}, { name: "details-v1", scaleDown: "progressively" }),
      saying: [
        "details-v1: Deployment default/details-v1: Rollout default/rollout sets spec.replicas, which is not in ignoreChanges",
      ],
    },
    {
      when: "weights that a Rollout sets",
      change: (mesh) =>
        ignoring(
          rollout(mesh, { virtualServices: [{ name: "reviews", routes: ["roundrobin-user"] }] }),
          "reviews-routes",
          "spec.http[0].route[0].weight",
        ),
      saying: [
        "reviews-routes: VirtualService default/reviews: Rollout default/rollout sets spec.http[*].route[*].weight, which is not in ignoreChanges",
      ],
    },
    {
      when: "subsets that a Rollout labels, named with their namespace",
      change: (mesh) => rollout(mesh, { destinationRule: { name: "reviews.default" } }),
      saying: [
        "reviews-versions: DestinationRule default/reviews: Rollout default/rollout sets spec.subsets[*].labels, which is not in ignoreChanges",
      ],
    },
    {
      when: "a workload and a VirtualService that Flagger writes",
      change: (mesh) => canary(mesh, { name: "reviews" }),
      saying: [
        "details-v1: Deployment default/details-v1: Canary default/canary sets spec.replicas, which is not in ignoreChanges",
        "reviews-routes: VirtualService default/reviews: Canary default/canary sets spec, which is not in ignoreChanges",
      ],
    },
    {
      when: "the policy of istiod's webhook",
      change: (mesh) => webhooks(mesh, { failurePolicy: "Ignore" }),
      saying: [
        "validator: ValidatingWebhookConfiguration istiod-default-validator: istiod sets webhooks[0].failurePolicy, which is not in ignoreChanges",
      ],
    },
    {
      when: "the certificate of istiod's webhooks",
      change: (mesh) => injector(webhooks(mesh, { clientConfig: { caBundle: "LQ==" } }), { caBundle: "LQ==" }),
      saying: [
        "injector: MutatingWebhookConfiguration istio-sidecar-injector: istiod sets webhooks[0].clientConfig.caBundle, which is not in ignoreChanges",
        "validator: ValidatingWebhookConfiguration istiod-default-validator: istiod sets webhooks[0].clientConfig.caBundle, which is not in ignoreChanges",
      ],
    },
  ],
  unknown: {
    when: "which workload an autoscaler is for",
    change: (mesh) =>
      mesh
        .set("reviews-v1", "spec.replicas", 2)
        .set("scaler", "spec.scaleTargetRef.name", unknownValue)
        .without("ratings-v1", "details-v1", "productpage-v1", "reviews-v2", "reviews-v3"),
    saying: [
      "reviews-v1: controllers-own-their-fields could not check reviews-v1: spec.scaleTargetRef.name is not known before the update",
    ],
  },
  absent: {
    when: "KEDA's kind of workload, which means a Deployment",
    change: (mesh) => keda(mesh),
    saying: [
      "details-v1: Deployment default/details-v1: ScaledObject default/keda sets spec.replicas, which is not in ignoreChanges",
    ],
  },
  empty: { resource: "reviews-v1", saying: [] },
  patch: { resource: "reviews-v1", refusal: 2 },
  otherVersion: { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment", refusal: 2 },
});
