import { unknownValue } from "@pulumi/pulumi/runtime";
import { subsetsAreDeclared } from "../../../policies/traffic/subsets-are-declared";
import { describePolicy } from "../describe-policy";
import { REVIEWS } from "../valid-mesh";

describePolicy(subsetsAreDeclared, {
  accepts: [
    {
      when: "a subset at a gateway to which the rule is exported",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.http[0].route[0].destination", { host: REVIEWS, subset: "v1" })
          .set("reviews-versions", "spec.exportTo", [".", "istio-system"]),
    },
    {
      when: "a subset that is for sidecars alone in a rule for both",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.gateways", ["bookinfo-gateway", "mesh"])
          .set("reviews-routes", "spec.http", [
            { match: [{ gateways: ["mesh"] }], route: [{ destination: { host: REVIEWS, subset: "v1" } }] },
          ])
          .set("reviews-versions", "spec.exportTo", ["."]),
    },
    {
      when: "a subset at a gateway that is elsewhere",
      change: (mesh) =>
        mesh
          .without("istio-gateway")
          .set("bookinfo-routes", "spec.http[0].route[0].destination", { host: REVIEWS, subset: "v1" })
          .set("reviews-versions", "spec.exportTo", ["."]),
    },
    {
      when: "a rule of the root namespace",
      change: (mesh) => mesh.set("reviews-versions", "metadata.namespace", "istio-system"),
    },
    {
      when: "a rule for the clients of one namespace, where the routes are in it too",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", "team-b")
          .set("reviews-versions", "spec.exportTo", [".", "team-b"]),
    },
    {
      when: "a rule for all hosts of the namespace",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "*.default.svc.cluster.local"),
    },
    {
      when: "a rule for every host beside the host's own",
      change: (mesh) =>
        mesh.with("all-hosts", "kubernetes:networking.istio.io/v1:DestinationRule", {
          apiVersion: "networking.istio.io/v1",
          kind: "DestinationRule",
          metadata: { name: "all", namespace: "istio-system" },
          spec: { host: "*.local" },
        }),
    },
    { when: "short names on both sides", change: (mesh) => mesh.set("reviews-versions", "spec.host", "reviews") },
  ],
  refuses: [
    {
      when: "a subset that the rule does not have",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].destination.subset", "v4"),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[1] (default): subset v4 of ${REVIEWS} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
      ],
    },
    {
      when: "a host without any rule",
      change: (mesh) =>
        mesh
          .without("reviews-versions")
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: REVIEWS, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0]: subset v1 of ${REVIEWS}: no DestinationRule of the stack is for that host`,
      ],
    },
    {
      when: "a subset, where only the namespace of the objects is not known yet",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", unknownValue)
          .set("reviews-routes", "spec.http[1].route[0].destination.subset", "v4"),
      saying: [
        `reviews-routes: VirtualService reviews, http[1] (default): subset v4 of ${REVIEWS} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
      ],
    },
    {
      when: "mirrors to subsets that are missing",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.http[0].mirror", { host: REVIEWS, subset: "v5" })
          .set("reviews-routes", "spec.http[1].mirrors", [{ destination: { host: REVIEWS, subset: "v6" } }]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v5 of ${REVIEWS} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
        `reviews-routes: VirtualService default/reviews, http[1] (default): subset v6 of ${REVIEWS} does not exist: DestinationRule default/reviews declares only v1, v2, v3`,
      ],
    },
    {
      when: "a rule in a namespace that is neither the clients' nor the Service's",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "metadata.namespace", "team-c")
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: REVIEWS, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0]: subset v1 of ${REVIEWS}: DestinationRule team-c/reviews is not followed by clients in namespace default`,
      ],
    },
    {
      when: "a rule that keeps to its namespace, where the routes are in another",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", "team-b")
          .set("reviews-versions", "spec.exportTo", ["."])
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: REVIEWS, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService team-b/reviews, http[0]: subset v1 of ${REVIEWS}: DestinationRule default/reviews is not followed by clients in namespace team-b`,
      ],
    },
    {
      when: "a rule that keeps to its namespace, where the client is a gateway in another",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.http[0].route[0].destination", { host: REVIEWS, subset: "v1" })
          .set("reviews-versions", "spec.exportTo", ["."]),
      saying: [
        `bookinfo-routes: VirtualService default/bookinfo, http[0] (pages): subset v1 of ${REVIEWS}: DestinationRule default/reviews is not followed by the gateway in namespace istio-system`,
      ],
    },
    {
      when: "the same where a gateway's rule hands its requests on",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.http[0]", { delegate: { name: "reviews" } })
          .unset("reviews-routes", "spec.hosts")
          .unset("reviews-routes", "spec.gateways")
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: REVIEWS, subset: "v1" } }] }])
          .set("reviews-versions", "spec.exportTo", ["."]),
      saying: [
        `reviews-routes: VirtualService default/reviews, http[0]: subset v1 of ${REVIEWS}: DestinationRule default/reviews is not followed by the gateway in namespace istio-system`,
      ],
    },
    {
      when: "a rule that the clients' own namespace has another in the place of",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", "team-b")
          .with("own", "kubernetes:networking.istio.io/v1:DestinationRule", {
            metadata: { name: "own", namespace: "team-b" },
            spec: { host: "*.local" },
          })
          .set("reviews-routes", "spec.http", [{ route: [{ destination: { host: REVIEWS, subset: "v1" } }] }]),
      saying: [
        `reviews-routes: VirtualService team-b/reviews, http[0]: subset v1 of ${REVIEWS} does not exist for clients in namespace team-b: DestinationRule team-b/own declares no subsets`,
      ],
    },
  ],
  unknown: {
    when: "the rule's host",
    change: (mesh) => mesh.set("reviews-versions", "spec.host", unknownValue),
    saying: [
      "reviews-routes: subsets-are-declared could not check reviews-routes: spec.host is not known before the update",
    ],
  },
  absent: {
    when: "the rule's subsets",
    change: (mesh) => mesh.unset("reviews-versions", "spec.subsets"),
    saying: ["v1", "v2", "v3"]
      .map(
        (version) =>
          `reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset ${version} of ${REVIEWS} does not exist: DestinationRule default/reviews declares no subsets`,
      )
      .concat(
        `reviews-routes: VirtualService default/reviews, http[1] (default): subset v2 of ${REVIEWS} does not exist: DestinationRule default/reviews declares no subsets`,
      ),
  },
  empty: {
    resource: "reviews-versions",
    saying: [
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v1 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v2 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
      "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): subset v3 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
      "reviews-routes: VirtualService default/reviews, http[1] (default): subset v2 of reviews.default.svc.cluster.local: no DestinationRule of the stack is for that host",
    ],
  },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1alpha3:DestinationRule" },
});
