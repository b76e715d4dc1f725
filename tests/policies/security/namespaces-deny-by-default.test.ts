import { unknownValue } from "@pulumi/pulumi/runtime";
import { namespacesDenyByDefault } from "../../../policies/security/namespaces-deny-by-default";
import { describePolicy } from "../describe-policy";
import { withApplicationByHelm, WORKLOADS } from "./mesh-changes";

describePolicy(namespacesDenyByDefault, {
  accepts: [
    {
      when: "a gateway, which anyone may call, and Istio's own pods",
      change: (mesh) =>
        mesh
          .without("allow-nothing", "allow-bookinfo", ...WORKLOADS.slice(2))
          .set("details-v1", "spec.template.metadata.annotations", { "inject.istio.io/templates": "gateway" })
          .set("productpage-v1", "spec.template.metadata.labels", { app: "istiod" }),
    },
    { when: "a release in a namespace that refuses what is not allowed", change: withApplicationByHelm },
    {
      when: "an allowing policy for each workload in the place of one that allows nothing",
      change: (mesh) => mesh.without("allow-nothing"),
    },
    {
      when: "policies of the root namespace",
      change: (mesh) => mesh.set("allow-nothing", "metadata.namespace", "istio-system"),
    },
  ],
  refuses: [
    {
      when: "a workload that no policy is for",
      change: (mesh) =>
        mesh.without("allow-nothing").set("allow-bookinfo", "spec.selector", { matchLabels: { app: "reviews" } }),
      saying: ["details", "productpage", "ratings"].map(
        (name) =>
          `${name}-v1: Deployment default/${name}-v1: no AuthorizationPolicy is for it, so anyone in the mesh may call it`,
      ),
    },
    {
      when: "policies that refuse only what they name",
      change: (mesh) =>
        mesh
          .without("allow-nothing")
          .set("allow-bookinfo", "spec.action", "DENY")
          .without("details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"),
      saying: [
        "productpage-v1: Deployment default/productpage-v1: no AuthorizationPolicy is for it, so anyone in the mesh may call it",
      ],
    },
    {
      when: "policies that allow nothing at all",
      change: (mesh) =>
        mesh.without("allow-bookinfo").without("details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"),
      saying: ["productpage-v1: Deployment default/productpage-v1: AuthorizationPolicies deny every call to it"],
    },
    {
      when: "a gateway to which nothing at all is allowed",
      change: (mesh) =>
        mesh
          .without("allow-bookinfo", ...WORKLOADS.slice(1))
          .set("details-v1", "spec.template.metadata.annotations", { "inject.istio.io/templates": "gateway" }),
      saying: ["details-v1: Deployment default/details-v1: AuthorizationPolicies deny every call to it"],
    },
    {
      when: "a rule without conditions, which allows everything",
      change: (mesh) => mesh.without(...WORKLOADS.slice(1)).set("allow-bookinfo", "spec.rules[1]", {}),
      saying: [
        "details-v1: Deployment default/details-v1: AuthorizationPolicy default/allow-bookinfo has a rule without conditions, so anyone in the mesh may call it",
      ],
    },
    {
      when: "policies for gateways and waypoints alone",
      change: (mesh) =>
        ["allow-nothing", "allow-bookinfo"].reduce(
          (changed, name) => changed.set(name, "spec.targetRefs", [{ kind: "Gateway", name: "waypoint" }]),
          mesh.without(...WORKLOADS.slice(1)),
        ),
      saying: [
        "details-v1: Deployment default/details-v1: no AuthorizationPolicy is for it, so anyone in the mesh may call it",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the workloads that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh.without("allow-nothing", "allow-bookinfo")),
      saying: [
        "shop: namespaces-deny-by-default could not check shop: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "a policy's selector, where no other policy is for the workload",
    change: (mesh) =>
      mesh
        .without("allow-nothing", "details-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3")
        .set("allow-bookinfo", "spec.selector", unknownValue),
    saying: [
      "productpage-v1: namespaces-deny-by-default could not check productpage-v1: spec.selector is not known before the update",
    ],
  },
  absent: {
    when: "the action, which means ALLOW",
    change: (mesh) => mesh.without("allow-nothing").unset("allow-bookinfo", "spec.action"),
    saying: [],
  },
  empty: { resource: "allow-nothing", saying: [] },
  otherVersion: { resource: "allow-bookinfo", type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy" },
});
