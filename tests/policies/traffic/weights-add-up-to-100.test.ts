import { unknownValue } from "@pulumi/pulumi/runtime";
import { weightsAddUpTo100 } from "../../../policies/traffic/weights-add-up-to-100";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { REVIEWS } from "../valid-mesh";

describePolicy(weightsAddUpTo100, {
  accepts: [
    {
      when: "one destination without a weight",
      change: (mesh) => mesh.unset("reviews-routes", "spec.http[1].route[0].weight"),
    },
    {
      when: "a weight of 0 beside the others",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 0)
          .set("reviews-routes", "spec.http[0].route[1].weight", 10),
    },
  ],
  refuses: [
    {
      when: "weights that add up to more",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[2].weight", 100),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): weights add up to 110, not 100 " +
          "(v1 5, v2 5, v3 100); Istio would send v1 4.5 %, v2 4.5 %, v3 90.9 %",
      ],
    },
    {
      when: "a fraction and a negative weight, each on its own",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 0.5)
          .set("reviews-routes", "spec.http[0].route[1].weight", -1),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1: 0.5 is not a whole number",
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v2: -1 is negative",
      ],
    },
    {
      when: "a single destination with another weight than 100",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].weight", 90),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): weights add up to 90, not 100 (v2 90); Istio would send v2 100 %",
      ],
    },
    {
      when: "a weight that is a text, which is not shown",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].weight", "hunter2"),
      saying: ["reviews-routes: VirtualService default/reviews, http[1] (default): v2: its weight is not a number"],
    },
    {
      when: "a single destination with 0, which Istio takes for everything",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].weight", 0),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): weights add up to 0, not 100 (v2 0); Istio would send v2 100 %",
      ],
    },
    {
      when: "many destinations with 0 each",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 0)
          .set("reviews-routes", "spec.http[0].route[1].weight", 0)
          .set("reviews-routes", "spec.http[0].route[2].weight", 0),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): weights add up to 0, not 100 (v1 0, v2 0, v3 0); Istio would refuse them",
      ],
    },
    {
      when: "weights of an object whose namespace, and of destinations whose subset, are not known yet",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", unknownValue)
          .set("reviews-routes", "spec.http[0].route[0].destination", { host: "reviews", subset: unknownValue })
          .set("reviews-routes", "spec.http[0].route[2].weight", 100),
      saying: [
        "reviews-routes: VirtualService reviews, http[0] (roundrobin-user): weights add up to 110, not 100 " +
          "(reviews 5, v2 5, v3 100); Istio would send reviews 4.5 %, v2 4.5 %, v3 90.9 %",
      ],
    },
    {
      when: "known weights beside one that is not known",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", unknownValue)
          .set("reviews-routes", "spec.http[0].route[1].weight", 20)
          .set("reviews-routes", "spec.http[1].route", [
            { destination: { host: REVIEWS, subset: "v1" }, weight: 150 },
            { destination: { host: REVIEWS, subset: "v2" }, weight: unknownValue },
          ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): weights add up to 110 without the others already (v2 20, v3 90)",
        "reviews-routes: VirtualService default/reviews, http[1] (default): v1: 150 is over 100",
      ],
      unchecked: [
        "reviews-routes: weights-add-up-to-100 could not check reviews-routes: spec.http[0].route[0].weight is not known before the update",
        "reviews-routes: weights-add-up-to-100 could not check reviews-routes: spec.http[1].route[1].weight is not known before the update",
      ],
    },
    {
      when: "weights of a tcp route",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.tcp", [
          {
            route: [
              { destination: { host: REVIEWS, subset: "v1" }, weight: 90 },
              { destination: { host: REVIEWS, subset: "v2" }, weight: 20 },
            ],
          },
        ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, tcp[0]: weights add up to 110, not 100 (v1 90, v2 20); Istio would send v1 81.8 %, v2 18.2 %",
      ],
    },
  ],
  unknown: {
    when: "one weight, while the other rule is still checked",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[0].weight", unknownValue),
    saying: [
      "reviews-routes: weights-add-up-to-100 could not check reviews-routes: spec.http[0].route[0].weight is not known before the update",
    ],
  },
  absent: {
    when: "two of three weights",
    change: (mesh) =>
      mesh
        .unset("reviews-routes", "spec.http[0].route[0].weight")
        .unset("reviews-routes", "spec.http[0].route[1].weight"),
    saying: [
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): no weight for v1 and v2, which Istio takes for 0",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
  patch: { resource: "reviews-routes" },
});
