import { unknownValue } from "@pulumi/pulumi/runtime";
import { hostsAreKnown } from "../../../policies/traffic/hosts-are-known";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";

function withCanary(mesh: TestStack): TestStack {
  return mesh.with("shop", "kubernetes:flagger.app/v1beta1:Canary", {
    metadata: { name: "shop-rollout", namespace: "default" },
    spec: { targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" } },
  });
}

describePolicy(hostsAreKnown, {
  accepts: [
    {
      when: "a host of the stack beside a release without a name, which Pulumi makes up",
      change: (mesh) => mesh.with("cache", "kubernetes:helm.sh/v3:Release", { chart: "cache", namespace: "caches" }),
    },
    {
      when: "a rule for a host of a gateway and the mesh, which only the outside knows",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"]),
    },
    {
      when: "a rule for an address",
      change: (mesh) => mesh.set("reviews-routes", "spec.hosts", [REVIEWS, "10.9.0.0/16"]),
    },
    {
      when: "the Services that Flagger makes",
      change: (mesh) =>
        withCanary(mesh).set("bookinfo-routes", "spec.http[0].route", [
          { destination: { host: "shop-primary" }, weight: 90 },
          { destination: { host: "shop-canary" }, weight: 10 },
        ]),
    },
    {
      when: "a host of a ServiceEntry",
      change: (mesh) =>
        mesh
          .with("payments", "kubernetes:networking.istio.io/v1:ServiceEntry", {
            apiVersion: "networking.istio.io/v1",
            kind: "ServiceEntry",
            metadata: { name: "payments", namespace: "default" },
            spec: { hosts: ["*.example.com"] },
          })
          .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "payments.example.com"),
    },
    {
      when: "a host that is said to be outside",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "payments.example.com"),
      settings: { outsideHosts: ["*.example.com"] },
    },
    {
      when: "a rule for every host of the cluster",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "*.local"),
    },
    {
      when: "the API server and the Service of a release",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "kubernetes.default.svc.cluster.local")
          .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "istiod.istio-system.svc.cluster.local"),
    },
  ],
  refuses: [
    {
      when: "a rule of the mesh for a host that is misspelt, and for one of the outside",
      change: (mesh) => mesh.set("reviews-routes", "spec.hosts", ["review", "maps.example.com"]),
      saying: [
        "reviews-routes: VirtualService default/reviews: maps.example.com is not a Service or ServiceEntry of the stack",
        "reviews-routes: VirtualService default/reviews: review.default.svc.cluster.local is not a Service or ServiceEntry of the stack",
      ],
    },
    {
      when: "a Service that Flagger does not make",
      change: (mesh) => withCanary(mesh).set("bookinfo-routes", "spec.http[0].route[0].destination.host", "shop-v2"),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages): shop-v2.default.svc.cluster.local is not a Service or ServiceEntry of the stack",
      ],
    },
    {
      when: "a route to a Service of another namespace by its short name",
      change: (mesh) => mesh.set("bookinfo-routes", "metadata.namespace", "istio-system"),
      saying: [
        "bookinfo-routes: VirtualService istio-system/bookinfo, http[0] (pages): productpage.istio-system.svc.cluster.local is not a Service or ServiceEntry of the stack",
      ],
    },
    {
      when: "a host whose subset is not known yet",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].route[0].destination", { host: "review", subset: unknownValue }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): review.default.svc.cluster.local is not a Service or ServiceEntry of the stack",
      ],
    },
    {
      when: "a DestinationRule and a mirror for hosts that are misspelt",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "review")
          .set("reviews-routes", "spec.http[1].mirror", { host: "shadow" }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default): shadow.default.svc.cluster.local is not a Service or ServiceEntry of the stack",
        "reviews-versions: DestinationRule default/reviews: review.default.svc.cluster.local is not a Service or ServiceEntry of the stack",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "a Service that a chart may bring",
      change: (mesh) =>
        mesh
          .with("apps", "kubernetes:helm.sh/v3:Release", { name: "apps", chart: "apps", namespace: "apps" })
          .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "shop.apps.svc.cluster.local"),
      saying: [
        "bookinfo-routes: hosts-are-known could not check bookinfo-routes: what Release apps installs in namespace apps is not shown",
      ],
    },
  ],
  unknown: {
    when: "a destination's host",
    change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].route[0].destination.host", unknownValue),
    saying: [
      "bookinfo-routes: hosts-are-known could not check bookinfo-routes: spec.http[0].route[0].destination.host is not known before the update",
    ],
  },
  absent: {
    when: "a Service's name, which Pulumi then makes up",
    change: (mesh) => mesh.unset("reviews", "metadata.name"),
    saying: [],
  },
  empty: {
    resource: "reviews",
    saying: [],
    unchecked: [
      "reviews-routes: hosts-are-known could not check reviews-routes: metadata.name is not known before the update",
      "reviews-versions: hosts-are-known could not check reviews-versions: metadata.name is not known before the update",
    ],
  },
  otherVersion: { resource: "bookinfo-routes", type: "kubernetes:networking.istio.io/v1alpha3:VirtualService" },
});
