import { unknownValue } from "@pulumi/pulumi/runtime";
import { gatewaySelectorsMatch } from "../../../policies/gateways/gateway-selectors-match";
import { describePolicy } from "../describe-policy";
import { OTHER_GATEWAY } from "../other-versions";

describePolicy(gatewaySelectorsMatch, {
  accepts: [
    {
      when: "labels that the release's values give",
      change: (mesh) =>
        mesh
          .set("istio-gateway", "values", { labels: { tier: "edge" } })
          .set("bookinfo-gateway", "spec.selector", { tier: "edge" }),
    },
    {
      when: "labels beside one that is not known",
      change: (mesh) => mesh.set("istio-gateway", "values", { labels: { commit: unknownValue } }),
    },
    {
      when: "the pods of a Deployment that is injected as a gateway",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.selector", { app: "productpage" })
          .set("productpage-v1", "spec.template.metadata.annotations", { "inject.istio.io/templates": "gateway" }),
    },
    {
      when: "the pods of a Deployment that starts Istio's proxy as a router",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.selector", { app: "productpage" })
          .set("productpage-v1", "spec.template.spec.containers[0].args", ["proxy", "router"]),
    },
    {
      when: "a gateway that is said to be outside",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.selector", { istio: "shared" }),
      settings: { outsideSelectors: ["istio=shared"] },
    },
    {
      when: "a gateway that others deploy, as the stack's config says",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.selector", { istio: "shared" })
          .set("bookinfo-gateway", "metadata.annotations", { "bookinfo-mesh/gateway": "of-others" }),
    },
  ],
  refuses: [
    {
      when: "labels that the gateway's pods do not have",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.selector", { istio: "ingress" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingress) fits no gateway's pods; the pods of Release istio-gateway have others",
      ],
    },
    {
      when: "a stack without a gateway",
      change: (mesh) => mesh.without("istio-gateway"),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingressgateway) fits no gateway's pods; the stack installs no gateway",
      ],
    },
    {
      when: "a release whose name makes other labels",
      change: (mesh) => mesh.set("istio-gateway", "values", { name: "edge" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingressgateway) fits no gateway's pods; the pods of Release istio-gateway have others",
      ],
    },
    {
      when: "the pods of an application",
      change: (mesh) => mesh.set("bookinfo-gateway", "spec.selector", { app: "productpage" }),
      saying: [
        "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (app=productpage) fits no gateway's pods; the pods of Release istio-gateway have others",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the values that stand in files",
      change: (mesh) =>
        mesh
          .set("istio-gateway", "valueYamlFiles", ["values.yaml"])
          .set("bookinfo-gateway", "spec.selector", { istio: "edge" }),
      saying: [
        "bookinfo-gateway: gateway-selectors-match could not check bookinfo-gateway: what valueYamlFiles hold is not shown",
      ],
    },
    {
      when: "the name of a release that Pulumi makes up",
      change: (mesh) => mesh.unset("istio-gateway", "name"),
      saying: [
        "bookinfo-gateway: gateway-selectors-match could not check bookinfo-gateway: name is not known before the update",
      ],
    },
  ],
  unknown: {
    when: "the release's values",
    change: (mesh) => mesh.set("istio-gateway", "values", unknownValue),
    saying: [
      "bookinfo-gateway: gateway-selectors-match could not check bookinfo-gateway: values is not known before the update",
    ],
  },
  absent: {
    when: "the selector, which means all pods",
    change: (mesh) => mesh.unset("bookinfo-gateway", "spec.selector"),
    saying: [],
  },
  empty: {
    resource: "istio-gateway",
    saying: [
      "bookinfo-gateway: Gateway default/bookinfo-gateway: its selector (istio=ingressgateway) fits no gateway's pods; the stack installs no gateway",
    ],
  },
  otherVersion: OTHER_GATEWAY,
});
