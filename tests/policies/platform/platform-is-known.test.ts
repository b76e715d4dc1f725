import { unknownValue } from "@pulumi/pulumi/runtime";
import { platformIsKnown } from "../../../policies/platform/platform-is-known";
import { describePolicy } from "../describe-policy";
import { withoutPlatform } from "../security/mesh-changes";

const UNSAID = "stack: the stack installs no istiod, and nothing says what the mesh that it runs on guarantees";

describePolicy(platformIsKnown, {
  accepts: [
    {
      when: "a stack that says what the mesh has",
      change: withoutPlatform,
      settings: { platform: { mtls: "STRICT" } },
    },
    {
      when: "a stack without anything of a mesh",
      change: (mesh) =>
        mesh.all.reduce((left, { name, type }) => (/istio|helm/.test(type) ? left.without(name) : left), mesh),
    },
  ],
  refuses: [
    { when: "a stack on a mesh of which nothing is said", change: withoutPlatform, saying: [UNSAID] },
    {
      when: "a stack that says nothing by an empty setting",
      change: withoutPlatform,
      settings: { platform: {} },
      saying: [UNSAID],
    },
  ],
  unknown: {
    when: "whether a chart is istiod's",
    change: (mesh) => mesh.without("istio-base", "istio-gateway").set("istiod", "chart", unknownValue),
    saying: ["stack: platform-is-known could not check the stack: chart is not known before the update"],
  },
  absent: { when: "an istiod", change: (mesh) => mesh.without("istiod"), saying: [UNSAID] },
  empty: { resource: "istiod", saying: [UNSAID] },
  otherVersion: { resource: "bookinfo-gateway", type: "kubernetes:networking.istio.io/v1alpha3:Gateway" },
});
