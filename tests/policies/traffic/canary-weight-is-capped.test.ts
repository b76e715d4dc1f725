import { unknownValue } from "@pulumi/pulumi/runtime";
import { canaryWeightIsCapped } from "../../../policies/traffic/canary-weight-is-capped";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { REVIEWS } from "../valid-mesh";

const REVIEWS_RULES = [
  "spec.http[0].route[0]",
  "spec.http[0].route[1]",
  "spec.http[0].route[2]",
  "spec.http[1].route[0]",
];

describePolicy(canaryWeightIsCapped, {
  accepts: [
    {
      when: "the stable version that is named, whatever its weight",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 25)
          .set("reviews-routes", "spec.http[0].route[2].weight", 70)
          .set("reviews-routes", "spec.http[1].route[0].destination.subset", "v3"),
      settings: { stable: { reviews: "v3" }, largestCanary: 25 },
    },
    {
      when: "a stable version that is a Service of its own, and one host for all versions",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http", [
          {
            route: [
              { destination: { host: "reviews-v1" }, weight: 20 },
              { destination: { host: "reviews-v2" }, weight: 80 },
            ],
          },
          { route: [{ destination: { host: "reviews" } }] },
        ]),
      settings: { stable: { reviews: "reviews-v2" } },
    },
    {
      when: "any weight in a stack that is not protected",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 45)
          .set("reviews-routes", "spec.http[0].route[2].weight", 50),
      settings: { protectedStacks: ["production-*"] },
    },
  ],
  refuses: [
    {
      when: "too much for a version beside the one with most weight",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].route[0].weight", 40)
          .set("reviews-routes", "spec.http[0].route[2].weight", 55),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v1 gets 40 %, more than the 30 % that a version beside the stable v3 may get",
      ],
    },
    {
      when: "too much for a version that is not the stable one named",
      change: (mesh) => mesh,
      settings: { stable: { [REVIEWS]: "v1" } },
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v3 gets 90 %, more than the 30 % that a version beside the stable v1 may get",
        "reviews-routes: VirtualService default/reviews, http[1] (default): v2 gets 100 %, more than the 30 % that a version beside the stable v1 may get",
      ],
    },
    {
      when: "too much for a version that is a Service of its own",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http", [
          {
            route: [
              { destination: { host: "reviews-v1" }, weight: 50 },
              { destination: { host: "reviews-v2" }, weight: 50 },
            ],
          },
        ]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0]: reviews-v2 gets 50 %, more than the 30 % that a version beside the stable reviews-v1 may get",
      ],
    },
  ],
  unknown: {
    when: "a weight",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[1].weight", unknownValue),
    saying: [
      "reviews-routes: canary-weight-is-capped could not check reviews-routes: spec.http[0].route[1].weight is not known before the update",
    ],
  },
  absent: {
    when: "all weights",
    change: (mesh) =>
      REVIEWS_RULES.reduce((changed, place) => changed.unset("reviews-routes", `${place}.weight`), mesh),
    saying: [],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
  patch: { resource: "reviews-routes" },
});
