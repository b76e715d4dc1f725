import { unknownValue } from "@pulumi/pulumi/runtime";
import { canaryWeightIsCapped } from "../../../policies/traffic/canary-weight-is-capped";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";

const REVIEWS_RULES = [
  "spec.http[0].route[0]",
  "spec.http[0].route[1]",
  "spec.http[0].route[2]",
  "spec.http[1].route[0]",
];

/** The first rule of reviews sends everybody whom its match lets in to v3, which is not the stable version. */
function forTesters(
  mesh: TestStack,
  match: readonly Properties[],
  weights: readonly number[] = [0, 0, 100],
): TestStack {
  return weights.reduce(
    (built, weight, index) => built.set("reviews-routes", `spec.http[0].route[${index}].weight`, weight),
    mesh.set("reviews-routes", "spec.http[0].match", match),
  );
}

const STABLE = { stable: { reviews: "v2" } };
const EVERYBODY = [
  "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): v3 gets 100 %, more than the 30 % that a version beside the stable v2 may get",
];

const testers: readonly (readonly [when: string, match: readonly Properties[]])[] = [
  ["a header", [{ headers: { "x-canary": { exact: "yes" } } }]],
  ["a query", [{ uri: { prefix: "/reviews" }, queryParams: { canary: { exact: "1" } } }]],
  ["a header of any content", [{ headers: { "x-canary": {} } }]],
  [
    "a cookie, or a claim",
    [
      { headers: { cookie: { regex: "^(.*;)?canary=1(;.*)?$" } } },
      { headers: { "@request.auth.claims.group": { exact: "testers" } } },
    ],
  ],
];

const everybody: readonly (readonly [when: string, match: readonly Properties[]])[] = [
  ["a header that everybody sends", [{ headers: { "user-agent": { prefix: "Mozilla" } } }]],
  ["any content of a header", [{ headers: { "x-request-time": { regex: ".*" } } }]],
  ["a path", [{ uri: { prefix: "/reviews" } }]],
  ["a header in one of two matches", [{ headers: { "x-canary": { exact: "yes" } } }, { uri: { prefix: "/beta" } }]],
  ["the lack of a header", [{ withoutHeaders: { "x-stable": {} } }]],
];

describePolicy(canaryWeightIsCapped, {
  accepts: [
    ...testers.map(([when, match]) => ({
      when: `a version for those alone who ask for it: ${when}`,
      change: (mesh: TestStack) => forTesters(mesh, match),
      settings: STABLE,
    })),
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
    ...everybody.map(([when, match]) => ({
      when: `a version for everybody: ${when}`,
      change: (mesh: TestStack) => forTesters(mesh, match),
      settings: STABLE,
      saying: EVERYBODY,
    })),
    {
      when: "a part of those who ask for something",
      change: (mesh) => forTesters(mesh, [{ headers: { "x-canary": { exact: "yes" } } }], [0, 1, 99]),
      settings: STABLE,
      saying: EVERYBODY.map((line) => line.replace("100 %", "99 %")),
    },
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
