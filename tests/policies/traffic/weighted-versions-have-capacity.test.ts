import { unknownValue } from "@pulumi/pulumi/runtime";
import { weightedVersionsHaveCapacity } from "../../../policies/traffic/weighted-versions-have-capacity";
import { describePolicy } from "../describe-policy";

describePolicy(weightedVersionsHaveCapacity, {
  accepts: [
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
