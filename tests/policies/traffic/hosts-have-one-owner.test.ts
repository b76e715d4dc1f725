import { unknownValue } from "@pulumi/pulumi/runtime";
import { hostsHaveOneOwner } from "../../../policies/traffic/hosts-have-one-owner";
import { describePolicy } from "../describe-policy";
import { REVIEWS } from "../valid-mesh";

const SECOND_ROUTES = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews-too", namespace: "default" },
  spec: { hosts: ["reviews"], http: [{ route: [{ destination: { host: "reviews" } }] }] },
};

describePolicy(hostsHaveOneOwner, {
  accepts: [
    {
      when: "one that is exported to its own namespace by that one's name",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "metadata.namespace", "other")
          .set("second", "spec.hosts", [REVIEWS])
          .set("second", "spec.exportTo", ["other"]),
    },
    {
      when: "a second VirtualService for a gateway",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "spec.gateways", ["bookinfo-gateway"]),
    },
    {
      when: "one in another namespace that keeps to itself",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "metadata.namespace", "other")
          .set("second", "spec.hosts", [REVIEWS])
          .set("second", "spec.exportTo", ["."]),
    },
  ],
  refuses: [
    {
      when: "a second VirtualService for a host",
      change: (mesh) => mesh.with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES),
      saying: [
        `second: VirtualService default/reviews-too and VirtualService default/reviews both route ${REVIEWS} in the mesh`,
      ],
    },
    {
      when: "a second DestinationRule for a host, and a subset twice",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:DestinationRule", {
            apiVersion: "networking.istio.io/v1",
            kind: "DestinationRule",
            metadata: { name: "reviews-too", namespace: "default" },
            spec: { host: "reviews" },
          })
          .set("reviews-versions", "spec.subsets[0].name", "v2"),
      saying: [
        "reviews-versions: DestinationRule default/reviews declares subset v2 more than once",
        `second: DestinationRule default/reviews-too and DestinationRule default/reviews are both for ${REVIEWS}`,
      ],
    },
    {
      when: "a route to one subset twice",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[0].destination.subset", "v2"),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user) sends to subset v2 of ${REVIEWS} more than once`,
      ],
    },
  ],
  unknown: {
    when: "the hosts",
    change: (mesh) => mesh.set("reviews-routes", "spec.hosts", unknownValue),
    saying: [
      "reviews-routes: hosts-have-one-owner could not check reviews-routes: spec.hosts is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) =>
      mesh
        .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
        .unset("reviews-routes", "spec.gateways"),
    saying: [
      `second: VirtualService default/reviews-too and VirtualService default/reviews both route ${REVIEWS} in the mesh`,
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: { resource: "second", type: "kubernetes:networking.istio.io/v1beta1:VirtualService" },
});
