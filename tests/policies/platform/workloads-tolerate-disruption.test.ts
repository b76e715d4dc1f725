import { unknownValue } from "@pulumi/pulumi/runtime";
import { workloadsTolerateDisruption } from "../../../policies/platform/workloads-tolerate-disruption";
import { describePolicy } from "../describe-policy";
import { OTHER_DEPLOYMENT } from "../other-versions";

describePolicy(workloadsTolerateDisruption, {
  accepts: [
    {
      when: "a budget in percent whose selector has expressions",
      change: (mesh) =>
        mesh.set("reviews-v1-budget", "spec", {
          maxUnavailable: "50%",
          selector: {
            matchExpressions: [
              { key: "app", operator: "In", values: ["reviews", "details"] },
              { key: "version", operator: "NotIn", values: ["v2", "v3"] },
              { key: "version", operator: "Exists" },
              { key: "track", operator: "DoesNotExist" },
            ],
          },
        }),
    },
    { when: "a version that is scaled to 0", change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 0) },
    {
      when: "one replica, where that is enough",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 1).without("reviews-v1-budget"),
      settings: { leastReplicas: 1, needsBudget: false },
    },
    {
      when: "one budget for all",
      change: (mesh) =>
        mesh
          .without("reviews-v1-budget", "reviews-v2-budget")
          .set("reviews-v3-budget", "spec.selector.matchLabels", { app: "reviews" }),
    },
  ],
  refuses: [
    {
      when: "a single replica",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 1),
      saying: ["reviews-v1: Deployment default/reviews-v1 has 1 of at least 2 replicas"],
    },
    {
      when: "pods without a budget, and a budget of another namespace",
      change: (mesh) => mesh.without("reviews-v2-budget").set("reviews-v3-budget", "metadata.namespace", "other"),
      saying: [
        "reviews-v2: Deployment default/reviews-v2: no PodDisruptionBudget fits its pods",
        "reviews-v3: Deployment default/reviews-v3: no PodDisruptionBudget fits its pods",
      ],
    },
    {
      when: "budgets that keep none",
      change: (mesh) =>
        mesh
          .set("reviews-v1-budget", "spec.minAvailable", 0)
          .unset("reviews-v2-budget", "spec.minAvailable")
          .set("reviews-v2-budget", "spec.maxUnavailable", "100%"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: PodDisruptionBudget default/reviews-v1 keeps none of its 2 pods",
        "reviews-v2: Deployment default/reviews-v2: PodDisruptionBudget default/reviews-v2 keeps none of its 2 pods",
      ],
    },
    {
      when: "budgets that let none go",
      change: (mesh) =>
        mesh.set("reviews-v1-budget", "spec.minAvailable", 2).set("reviews-v2-budget", "spec.minAvailable", "51%"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: PodDisruptionBudget default/reviews-v1 lets none of its 2 pods go, and so no node",
        "reviews-v2: Deployment default/reviews-v2: PodDisruptionBudget default/reviews-v2 lets none of its 2 pods go, and so no node",
      ],
    },
    {
      when: "budgets for other pods, by expressions and by none",
      change: (mesh) =>
        mesh
          .set("reviews-v1-budget", "spec.selector", {
            matchExpressions: [{ key: "version", operator: "NotIn", values: ["v1", "v3"] }],
          })
          .unset("reviews-v3-budget", "spec.selector"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: no PodDisruptionBudget fits its pods",
        "reviews-v3: Deployment default/reviews-v3: no PodDisruptionBudget fits its pods",
      ],
    },
  ],
  unknown: {
    when: "the replicas, while the budget is still looked for",
    change: (mesh) => mesh.set("reviews-v1", "spec.replicas", unknownValue),
    saying: [
      "reviews-v1: workloads-tolerate-disruption could not check reviews-v1: spec.replicas is not known before the update",
    ],
  },
  absent: {
    when: "the replicas, which means one",
    change: (mesh) => mesh.unset("reviews-v1", "spec.replicas"),
    saying: ["reviews-v1: Deployment default/reviews-v1 has 1 of at least 2 replicas"],
  },
  empty: {
    resource: "reviews-v1",
    saying: [
      "reviews-v1: Deployment reviews-v1 has 1 of at least 2 replicas",
      "reviews-v1: Deployment reviews-v1: no PodDisruptionBudget fits its pods",
    ],
  },
  otherVersion: OTHER_DEPLOYMENT,
});
