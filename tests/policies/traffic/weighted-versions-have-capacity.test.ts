import { unknownValue } from "@pulumi/pulumi/runtime";
import { weightedVersionsHaveCapacity } from "../../../policies/traffic/weighted-versions-have-capacity";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";

const metadata = { name: "v1", namespace: "default" };
const workloadRef = { apiVersion: "apps/v1", kind: "Deployment", name: "reviews-v1" };

/** Nobody asks Kubernetes for pods of reviews-v1. */
function off(mesh: TestStack, scaler: string, spec: Properties): TestStack {
  return mesh.set("reviews-v1", "spec.replicas", 0).with("scaler", `kubernetes:${scaler}`, { metadata, spec });
}

const SCALED_OFF = [
  "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 5 % of the requests, but Deployment default/reviews-v1 has 0 replicas",
];

describePolicy(weightedVersionsHaveCapacity, {
  accepts: [
    {
      when: "a Deployment whose pods a Rollout runs",
      change: (mesh) => off(mesh, "argoproj.io/v1alpha1:Rollout", { replicas: 4, workloadRef }),
    },
    {
      when: "one whose Rollout an autoscaler scales",
      change: (mesh) =>
        off(mesh, "argoproj.io/v1alpha1:Rollout", { workloadRef }).with(
          "rollout-scaler",
          "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
          { metadata, spec: { minReplicas: 2, scaleTargetRef: { kind: "Rollout", name: "v1" } } },
        ),
    },
    {
      when: "a Deployment that KEDA keeps two of",
      change: (mesh) =>
        off(mesh, "keda.sh/v1alpha1:ScaledObject", { minReplicaCount: 2, scaleTargetRef: { name: "reviews-v1" } }),
    },
    {
      when: "a Deployment that Flagger keeps a copy of",
      change: (mesh) => off(mesh, "flagger.app/v1beta1:Canary", { targetRef: workloadRef }),
    },
    {
      when: "a version of weight 0 without pods",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.replicas", 0).set("reviews-routes", "spec.http[0].route[0].weight", 0),
    },
    {
      when: "an autoscaler that keeps two",
      change: (mesh) =>
        mesh
          .set("reviews-v3", "spec.replicas", unknownValue)
          .with("scaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", {
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "reviews", namespace: "default" },
            spec: { minReplicas: 2, scaleTargetRef: { kind: "Deployment", name: "reviews-v3" } },
          }),
    },
  ],
  refuses: [
    {
      when: "a Deployment that KEDA scales to none where nobody asks for more",
      change: (mesh) =>
        off(mesh, "keda.sh/v1alpha1:ScaledObject", { scaleTargetRef: { name: "reviews-v1" } }).set(
          "reviews-v1",
          "spec.replicas",
          2,
        ),
      saying: SCALED_OFF,
    },
    {
      when: "a Rollout that is scaled to 0 itself",
      change: (mesh) => off(mesh, "argoproj.io/v1alpha1:Rollout", { replicas: 0, workloadRef }),
      saying: SCALED_OFF,
    },
    {
      when: "a Rollout of another Deployment",
      change: (mesh) =>
        off(mesh, "argoproj.io/v1alpha1:Rollout", { replicas: 4, workloadRef: { ...workloadRef, name: "details-v1" } }),
      saying: SCALED_OFF,
    },
    {
      when: "a version that is scaled to 0, which an autoscaler leaves at that",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.replicas", 0).with("scaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", {
          apiVersion: "autoscaling/v2",
          kind: "HorizontalPodAutoscaler",
          metadata: { name: "reviews", namespace: "default" },
          spec: { minReplicas: 2, scaleTargetRef: { kind: "Deployment", name: "reviews-v1" } },
        }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 5 % of the requests, but Deployment default/reviews-v1 has 0 replicas",
      ],
    },
    {
      when: "a version that is a Service of its own and is scaled to 0",
      change: (mesh) =>
        mesh.set("details-v1", "spec.replicas", 0).set("reviews-routes", "spec.http", [
          {
            route: [
              { destination: { host: "details" }, weight: 10 },
              { destination: { host: "ratings" }, weight: 90 },
            ],
          },
        ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0]: details.default.svc.cluster.local gets 10 % of the requests, but Deployment default/details-v1 has 0 replicas",
      ],
    },
    {
      when: "a weight for a version that is scaled to 0",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 0),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 5 % of the requests, but Deployment default/reviews-v1 has 0 replicas",
      ],
    },
    {
      when: "far fewer replicas than the weight asks for",
      change: (mesh) =>
        mesh
          .set("reviews-v1", "spec.replicas", 9)
          .set("reviews-v2", "spec.replicas", 9)
          .set("reviews-v3", "spec.replicas", 1),
      settings: { leastShare: 0.25 },
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v3 gets 90 % of the requests with 1 of 19 replicas",
      ],
    },
  ],
  unknown: {
    when: "the replicas of a version",
    change: (mesh) => mesh.set("reviews-v3", "spec.replicas", unknownValue),
    saying: [
      "reviews-routes: weighted-versions-have-capacity could not check reviews-routes: spec.replicas is not known before the update",
    ],
  },
  absent: {
    when: "the replicas, which means one",
    change: (mesh) => mesh.unset("reviews-v3", "spec.replicas"),
    saying: [],
  },
  empty: { resource: "reviews-v1", saying: [] },
  otherVersion: { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" },
});
