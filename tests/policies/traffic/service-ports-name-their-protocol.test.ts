import { unknownValue } from "@pulumi/pulumi/runtime";
import { servicePortsNameTheirProtocol } from "../../../policies/traffic/service-ports-name-their-protocol";
import { describePolicy } from "../describe-policy";
import { REVIEWS } from "../valid-mesh";

describePolicy(servicePortsNameTheirProtocol, {
  accepts: [
    {
      when: "the Service of a gateway, whose ports its Gateways say the protocol of",
      change: (mesh) =>
        mesh
          .set("details", "spec.ports[0].name", "status-port")
          .set("details-v1", ["spec", "template", "metadata", "annotations"], {
            "inject.istio.io/templates": "gateway",
          }),
    },
    {
      when: "a port of a namespace that is not of the mesh",
      change: (mesh) =>
        mesh.set("ratings", "spec.ports[0].name", "web").set("ratings", "metadata.namespace", "kube-system"),
    },
    {
      when: "appProtocol, a protocol as the start of the name, and UDP",
      change: (mesh) =>
        mesh
          .set("reviews", "spec.ports", [
            { name: "web", appProtocol: "http", port: 9080 },
            { name: "grpc-web-api", port: 9081 },
            { name: "dns", port: 53, protocol: "UDP" },
          ])
          .set("reviews-routes", "spec.http", [
            { route: [{ destination: { host: REVIEWS, port: { number: 9080 } } }] },
          ]),
    },
    {
      when: "well-known ports of servers that speak first, which Istio takes for TCP, and upper case",
      change: (mesh) =>
        mesh.set("ratings", "spec.ports", [
          ...[25, 53, 3306, 27017].map((port) => ({ name: `port${port}`, port })),
          { name: "HTTP-api", port: 80 },
          { name: "mesh", appProtocol: "hbone", port: 15008 },
        ]),
    },
  ],
  refuses: [
    {
      when: "other ports of servers that speak first, and an unknown appProtocol",
      change: (mesh) =>
        mesh.set("ratings", "spec.ports", [
          { name: "postgres", port: 5432 },
          { name: "http", appProtocol: "postgres", port: 5433 },
        ]),
      saying: [
        "ratings: Service default/ratings: port 5432 has the name postgres and no appProtocol: its protocol is left to guessing",
        "ratings: Service default/ratings: port 5433 has the name http and no appProtocol: its protocol is left to guessing",
      ],
    },
    {
      when: "a name that is no protocol",
      change: (mesh) => mesh.set("reviews", "spec.ports[0].name", "web"),
      saying: [
        "reviews: Service default/reviews: port 9080 has the name web and no appProtocol: its protocol is left to guessing",
      ],
    },
    {
      when: "a route to a Service of two ports that does not say which",
      change: (mesh) =>
        mesh
          .set("productpage", "spec.ports[1]", { name: "http-admin", port: 9090 })
          .unset("bookinfo-routes", "spec.http[0].route[0].destination.port"),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to Service default/productpage, which has 2 ports, and does not say to which",
      ],
    },
  ],
  unknown: {
    when: "a port's name",
    change: (mesh) => mesh.set("reviews", "spec.ports[0].name", unknownValue),
    saying: [
      "reviews: service-ports-name-their-protocol could not check reviews: spec.ports[0].name is not known before the update",
    ],
  },
  absent: {
    when: "a port's name",
    change: (mesh) => mesh.unset("reviews", "spec.ports[0].name"),
    saying: [
      "reviews: Service default/reviews: port 9080 has no name and no appProtocol: its protocol is left to guessing",
    ],
  },
  empty: {
    resource: "reviews",
    saying: [],
    unchecked: [
      "reviews-routes: service-ports-name-their-protocol could not check reviews-routes: metadata.name is not known before the update",
    ],
  },
  otherVersion: {
    resource: "bookinfo-routes",
    type: "kubernetes:networking.istio.io/v1beta1:VirtualService",
    refusal: 1,
  },
});
