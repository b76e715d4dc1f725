import { unknownValue } from "@pulumi/pulumi/runtime";
import { sourceConditionsAreForSidecars } from "../../../policies/traffic/source-conditions-are-for-sidecars";
import { describePolicy } from "../describe-policy";
import { OTHER_ENTRANCE } from "../other-versions";

const PAGES = "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages)";

describePolicy(sourceConditionsAreForSidecars, {
  accepts: [
    {
      when: "labels of callers in a rule for the mesh",
      change: (mesh) => mesh.set("reviews-routes", "spec.http[0].match[0].sourceLabels", { app: "productpage" }),
    },
    {
      when: "labels of callers where the rule is for the mesh as well",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"])
          .set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { app: "details" }),
    },
    {
      when: "the gateway's own labels",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { istio: "ingressgateway" }),
    },
    {
      when: "the gateway's own namespace",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].match[0].sourceNamespace", "istio-system"),
    },
    {
      when: "the labels that a Gateway asks of pods that are elsewhere",
      change: (mesh) =>
        mesh
          .without("istio-gateway")
          .set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { istio: "ingressgateway" }),
    },
    {
      when: "a namespace where the gateway's pods are elsewhere",
      change: (mesh) =>
        mesh.without("istio-gateway").set("bookinfo-routes", "spec.http[0].match[0].sourceNamespace", "ingress"),
    },
  ],
  refuses: [
    {
      when: "labels of callers in a gateway's rule",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { app: "details" }),
      saying: [`${PAGES}: match[0] is for sourceLabels app=details, which no request at a gateway has`],
    },
    {
      when: "a namespace of callers in a gateway's rule",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].match[1].sourceNamespace", "team-b"),
      saying: [`${PAGES}: match[1] is for sourceNamespace team-b, which no request at a gateway has`],
    },
    {
      when: "a match for the gateway alone in a rule for both",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"])
          .set("bookinfo-routes", "spec.http[0].match[0].gateways", ["bookinfo-gateway"])
          .set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { app: "details" }),
      saying: [`${PAGES}: match[0] is for sourceLabels app=details, which no request at a gateway has`],
    },
    {
      when: "the same in a rule for TCP",
      change: (mesh) =>
        mesh.set("bookinfo-routes", "spec.tcp", [
          { match: [{ sourceLabels: { app: "details" } }], route: [{ destination: { host: "details" } }] },
        ]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo, tcp[0]: match[0] is for sourceLabels app=details, which no request at a gateway has",
      ],
    },
    {
      when: "labels that the Gateway of the stack does not ask for, where its pods are elsewhere",
      change: (mesh) =>
        mesh.without("istio-gateway").set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { app: "details" }),
      saying: [`${PAGES}: match[0] is for sourceLabels app=details, which no request at a gateway has`],
    },
    {
      when: "a rule that a gateway hands its requests on to",
      change: (mesh) =>
        mesh
          .unset("reviews-routes", "spec.hosts")
          .unset("reviews-routes", "spec.gateways")
          .set("reviews-routes", "spec.http[0].match[0].sourceLabels", { app: "details" })
          .set("bookinfo-routes", "spec.http[0]", { delegate: { name: "reviews" } }),
      saying: [
        "reviews-routes: VirtualService default/reviews, http[0] (roundrobin-user): match[0] is for sourceLabels app=details, which no request at a gateway has",
      ],
    },
  ],
  unknown: {
    when: "the labels",
    change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { app: unknownValue }),
    saying: [
      "bookinfo-routes: source-conditions-are-for-sidecars could not check bookinfo-routes: spec.http[0].match[0].sourceLabels.app is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) =>
      mesh
        .unset("bookinfo-routes", "spec.gateways")
        .set("bookinfo-routes", "spec.http[0].match[0].sourceLabels", { app: "details" }),
    saying: [],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: OTHER_ENTRANCE,
});
