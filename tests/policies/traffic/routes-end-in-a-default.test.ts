import { unknownValue } from "@pulumi/pulumi/runtime";
import { routesEndInADefault } from "../../../policies/traffic/routes-end-in-a-default";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { REVIEWS } from "../valid-mesh";

describePolicy(routesEndInADefault, {
  accepts: [
    {
      when: "a last rule whose match holds for every request",
      change: (mesh) =>
        mesh.set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/" }, port: 9080, gateways: ["mesh"] }]),
    },
    {
      when: "a last rule for every path, as a regular expression",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", [{ uri: { regex: ".*" } }]),
    },
    {
      when: "a last rule with an empty match",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", [{}]),
    },
    {
      when: "a rule for every request to one port, and one for a gateway behind it",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "spec.gateways", ["mesh", "bookinfo-gateway"])
          .set("reviews-routes", "spec.http[1].match", [{ gateways: ["mesh"], port: 9080 }])
          .set("reviews-routes", "spec.http[2]", {
            match: [{ gateways: ["bookinfo-gateway"], uri: { prefix: "/reviews" } }],
            route: [{ destination: { host: REVIEWS } }],
          }),
    },
    { when: "a VirtualService without http rules", change: (mesh) => mesh.set("reviews-routes", "spec.http", []) },
  ],
  refuses: [
    {
      when: "a last rule for some requests only",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/reviews" } }]),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[1] (default) is the last rule and has a match: what no rule matches gets a 404",
      ],
    },
    {
      when: "the same of an object whose namespace is not known yet",
      change: (mesh) =>
        mesh
          .set("reviews-routes", "metadata.namespace", unknownValue)
          .set("reviews-routes", "spec.hosts", ["reviews"])
          .set("reviews-routes", "spec.http[1].match", [{ uri: { prefix: "/reviews" } }]),
      saying: [
        "reviews-routes: VirtualService reviews, http[1] (default) is the last rule and has a match: what no rule matches gets a 404",
      ],
    },
    {
      when: "one for the gateway and the mesh at once",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) is the last rule and has a match: what no rule matches gets a 404",
      ],
    },
  ],
  unknown: {
    when: "the last rule's match",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].match", unknownValue),
    saying: [
      "reviews-routes: routes-end-in-a-default could not check reviews-routes: spec.http[1].match is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) => mesh.unset("bookinfo-routes", "spec.gateways"),
    saying: [
      "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) is the last rule and has a match: what no rule matches gets a 404",
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
});
