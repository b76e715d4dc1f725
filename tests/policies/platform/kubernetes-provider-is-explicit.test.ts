import { unknownValue } from "@pulumi/pulumi/runtime";
import { kubernetesProviderIsExplicit } from "../../../policies/platform/kubernetes-provider-is-explicit";
import { describePolicy } from "../describe-policy";

describePolicy(kubernetesProviderIsExplicit, {
  accepts: [
    {
      when: "a provider of the program that is named after its cluster",
      change: (mesh) => mesh.change("reviews", { provider: { name: "default_cluster" } }),
    },
    {
      when: "the default provider of another package",
      change: (mesh) => mesh.change("cluster", { provider: { name: "default_7_48_0" } }),
    },
    {
      when: "a provider whose name only begins like it",
      change: (mesh) => mesh.change("reviews", { provider: { name: "defaults" } }),
    },
  ],
  refuses: [
    {
      when: "the default provider",
      change: (mesh) =>
        mesh
          .change("reviews-v1", { provider: { name: "default_4_34_2" } })
          .change("istiod", { provider: { name: "default" } }),
      saying: [
        "istiod: kubernetes:helm.sh/v3:Release istiod has the default provider default",
        "reviews-v1: kubernetes:apps/v1:Deployment reviews-v1 has the default provider default_4_34_2",
      ],
    },
    {
      when: "the default provider for a custom resource",
      change: (mesh) => mesh.change("reviews-routes", { provider: { name: "default" } }),
      saying: [
        "reviews-routes: kubernetes:networking.istio.io/v1:VirtualService reviews-routes has the default provider default",
      ],
    },
  ],
  unknown: {
    when: "everything about the resource, which does not matter",
    change: (mesh) => mesh.set("reviews-routes", "spec", unknownValue),
    saying: [],
  },
  absent: {
    when: "properties",
    change: (mesh) => mesh.change("reviews", { properties: {}, provider: { name: "default" } }),
    saying: ["reviews: kubernetes:core/v1:Service reviews has the default provider default"],
  },
  empty: { resource: "reviews", saying: [] },
});
