import { unknownValue } from "@pulumi/pulumi/runtime";
import { routesAreReachable } from "../../../policies/traffic/routes-are-reachable";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";

describePolicy(routesAreReachable, {
  accepts: [
    {
      when: "a wider rule after a narrower one",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[0].match", [
          { uri: { prefix: "/reviews/1" }, queryParams: { a: { exact: "b" } } },
          { uri: { exact: "/health" } },
        ]),
    },
  ],
  refuses: [
    {
      when: "a rule after one that takes everything",
      change: (mesh) => mesh.unset("reviews-routes", "spec.http[0].match"),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) can never be reached: http[0] comes first and has the same match",
      ],
    },
    {
      when: "a narrower match behind a wider one",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/reviews/1" }, port: 9080 }])
          .set("reviews-routes", "spec.http[0].match", [{ name: "all", uri: { prefix: "/reviews" } }]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default), match[0] can never be reached: http[0] comes first and takes all of its requests",
      ],
    },
  ],
  unknown: {
    when: "a header of the first match",
    change: (mesh) =>
      mesh.set("reviews-routes", ["spec", "http", 0, "match", 0, "headers", "end-user", "exact"], unknownValue),
    saying: [
      "reviews-routes: routes-are-reachable could not check reviews-routes: spec.http[0].match[0].headers.end-user.exact is not known before the update",
    ],
  },
  absent: { when: "all rules", change: (mesh) => mesh.unset("reviews-routes", "spec.http"), saying: [] },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
  patch: { resource: "reviews-routes" },
});
