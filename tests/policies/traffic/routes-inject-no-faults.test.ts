import { unknownValue } from "@pulumi/pulumi/runtime";
import { routesInjectNoFaults } from "../../../policies/traffic/routes-inject-no-faults";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { REVIEWS } from "../valid-mesh";

describePolicy(routesInjectNoFaults, {
  accepts: [
    {
      when: "a copy of a few requests, written as it once was, and of none",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].mirror", { host: REVIEWS, subset: "v1" })
          .set("reviews-routes", "spec.http[0].mirrorPercent", 5)
          .set("reviews-routes", "spec.http[1].mirror", { host: REVIEWS, subset: "v1" })
          .set("reviews-routes", "spec.http[1].mirrorPercentage", { value: 0 }),
    },
    {
      when: "a fault for no request",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].fault", { abort: { percentage: { value: 0 }, httpStatus: 500 } }),
    },
    {
      when: "a copy of a few requests",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].mirrors", [
          { destination: { host: REVIEWS, subset: "v1" }, percentage: { value: 5 } },
        ]),
    },
  ],
  refuses: [
    {
      when: "a delay and an abort",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].fault", {
          delay: { percentage: { value: 0.1 }, fixedDelay: "7s" },
          abort: { httpStatus: 500 },
        }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) injects faults: abort for 100 % of its requests",
        "reviews-routes: VirtualService default/reviews, http[1] (default) injects faults: delay for 0.1 % of its requests",
      ],
    },
    {
      when: "a mirror of all requests",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].mirror", { host: REVIEWS, subset: "v1" }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) copies 100 % of its requests, more than 50 %",
      ],
    },
  ],
  unknown: {
    when: "a mirror's percentage",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].mirrors", [{ percentage: { value: unknownValue } }]),
    saying: [
      "reviews-routes: routes-inject-no-faults could not check reviews-routes: spec.http[1].mirrors[0].percentage.value is not known before the update",
    ],
  },
  absent: {
    when: "a mirror's percentage, which means all",
    change: (mesh) =>
      mesh.set("reviews-routes", "spec.http[1].mirrors", [{ destination: { host: REVIEWS, subset: "v1" } }]),
    saying: [
      "reviews-routes: VirtualService default/reviews, http[1] (default) copies 100 % of its requests, more than 50 %",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
  patch: { resource: "reviews-routes" },
});
