import { unknownValue } from "@pulumi/pulumi/runtime";
import { hostsHaveOneOwner } from "../../../policies/traffic/hosts-have-one-owner";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";

const SECOND_ROUTES = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews-too", namespace: "default" },
  spec: { hosts: ["reviews"], http: [{ route: [{ destination: { host: "reviews" } }] }] },
};

/** A second DestinationRule for reviews, with a part of what could be in one. */
function withFragment(mesh: TestStack, spec: Properties): TestStack {
  return mesh.with("fragment", "kubernetes:networking.istio.io/v1:DestinationRule", {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: "fragment", namespace: "default" },
    spec: { host: "reviews", ...spec },
  });
}

const CANARY = { name: "canary", labels: { version: "v3" } };

describePolicy(hostsHaveOneOwner, {
  accepts: [
    {
      when: "a DestinationRule in fragments, which Istio adds up",
      change: (mesh) => withFragment(mesh, { subsets: [CANARY] }),
    },
    {
      when: "fragments that say the same traffic policy",
      change: (mesh) => withFragment(mesh, { subsets: [CANARY], trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } }),
    },
    {
      when: "DestinationRules for clients of different namespaces",
      change: (mesh) =>
        withFragment(mesh, { exportTo: ["team-b"], subsets: [{ name: "v1", labels: { version: "v3" } }] }).set(
          "reviews-versions",
          "spec.exportTo",
          [".", "team-a"],
        ),
    },
    {
      when: "VirtualServices of which one has rules for HTTP and the other for TLS",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .unset("second", "spec.http")
          .set("second", "spec.tls", [
            { match: [{ sniHosts: ["reviews"] }], route: [{ destination: { host: "reviews" } }] },
          ]),
    },
    {
      when: "VirtualServices that are exported to different namespaces",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "spec.exportTo", ["team-b"])
          .set("reviews-routes", "spec.exportTo", [".", "team-a"]),
    },
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
            spec: { host: "reviews", trafficPolicy: { connectionPool: { tcp: { maxConnections: 100 } } } },
          })
          .set("reviews-versions", "spec.subsets[0].name", "v2"),
      saying: [
        "reviews-versions: DestinationRule default/reviews declares subset v2 more than once",
        `second: DestinationRule default/reviews-too and DestinationRule default/reviews both have a trafficPolicy for ${REVIEWS}, and they differ`,
      ],
    },
    {
      when: "a route to one subset twice",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[0].route[0].destination.subset", "v2"),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user) sends to subset v2 of ${REVIEWS} more than once`,
      ],
    },
    {
      when: "fragments that declare the same subset",
      change: (mesh) => withFragment(mesh, { subsets: [{ name: "v1", labels: { version: "v3" } }] }),
      saying: [
        `fragment: DestinationRule default/fragment and DestinationRule default/reviews both declare subset v1 of ${REVIEWS}`,
      ],
    },
    {
      when: "DestinationRules of which some clients see both, and others one",
      change: (mesh) => withFragment(mesh, { exportTo: ["team-a"], subsets: [CANARY] }),
      saying: [
        `fragment: DestinationRule default/fragment and DestinationRule default/reviews are both for ${REVIEWS}, and exported to different namespaces, some of which see both`,
      ],
    },
    {
      when: "VirtualServices of two namespaces that are exported to a third",
      change: (mesh) =>
        mesh
          .with("second", "kubernetes:networking.istio.io/v1:VirtualService", SECOND_ROUTES)
          .set("second", "metadata.namespace", "other")
          .set("second", "spec.hosts", [REVIEWS])
          .set("second", "spec.exportTo", ["team-a", "team-b"])
          .set("reviews-routes", "spec.exportTo", ["team-a"]),
      saying: [
        `second: VirtualService other/reviews-too and VirtualService default/reviews both route ${REVIEWS} in the mesh`,
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
