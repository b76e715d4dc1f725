import { unknownValue } from "@pulumi/pulumi/runtime";
import { delegatesExist } from "../../../policies/traffic/delegates-exist";
import { describePolicy } from "../describe-policy";
import { OTHER_ENTRANCE } from "../other-versions";
import { type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";

const DELEGATING = [{ match: [{ uri: { prefix: "/reviews" } }], delegate: { name: "reviews-pages" } }];

function withDelegate(mesh: TestStack, namespace: string): TestStack {
  return mesh
    .with("reviews-pages", "kubernetes:networking.istio.io/v1:VirtualService", {
      metadata: { name: "reviews-pages", namespace },
      spec: { http: [{ route: [{ destination: { host: REVIEWS } }] }] },
    })
    .set("bookinfo-routes", "spec.http", DELEGATING);
}

describePolicy(delegatesExist, {
  accepts: [
    { when: "a delegate of the same namespace", change: (mesh) => withDelegate(mesh, "default") },
    {
      when: "a delegate of the namespace that is named",
      change: (mesh) =>
        withDelegate(mesh, "team-b").set("bookinfo-routes", "spec.http[0].delegate.namespace", "team-b"),
    },
    {
      when: "a delegate that Flagger makes",
      change: (mesh) =>
        mesh.set("bookinfo-routes", "spec.http", DELEGATING).with("pages", "kubernetes:flagger.app/v1beta1:Canary", {
          metadata: { name: "pages", namespace: "default" },
          spec: { targetRef: { kind: "Deployment", name: "pages" }, service: { name: "reviews-pages" } },
        }),
    },
    {
      when: "a delegate that is said to be outside",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http", DELEGATING),
      settings: { outsideDelegates: ["default/reviews-*"] },
    },
  ],
  refuses: [
    {
      when: "a delegate that is not there",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http", DELEGATING),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0]: there is no VirtualService default/reviews-pages to delegate to",
      ],
    },
    {
      when: "a delegate of another namespace that is not named",
      change: (mesh) => withDelegate(mesh, "team-b"),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0]: there is no VirtualService default/reviews-pages to delegate to",
      ],
    },
  ],
  unknown: {
    when: "the name of the one that it might be",
    change: (mesh) => withDelegate(mesh, "default").set("reviews-pages", "metadata.name", unknownValue),
    saying: [
      "bookinfo-routes: delegates-exist could not check bookinfo-routes: metadata.name is not known before the update",
    ],
  },
  absent: {
    when: "the delegate's name, which no route needs",
    change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].delegate", {}),
    saying: [],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: OTHER_ENTRANCE,
});
