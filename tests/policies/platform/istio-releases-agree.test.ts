import { unknownValue } from "@pulumi/pulumi/runtime";
import { istioReleasesAgree } from "../../../policies/platform/istio-releases-agree";
import { describePolicy } from "../describe-policy";

const RELEASE = "kubernetes:helm.sh/v3:Release";

describePolicy(istioReleasesAgree, {
  accepts: [
    {
      when: "a version in the name of a chart's file",
      change: (mesh) => mesh.set("istiod", "chart", "/var/charts/istiod-1.31.1.tgz").unset("istiod", "version"),
    },
    {
      when: "a second istiod of another revision with its gateway, beside the base of one of the two",
      change: (mesh) =>
        mesh
          .with("istiod-canary", RELEASE, {
            ...mesh.get("istiod").properties,
            name: "istiod-canary",
            version: "1.30.2",
            values: { revision: "canary" },
          })
          .set("istio-gateway", "version", "1.30.2")
          .set("istio-gateway", "values.revision", "canary"),
    },
    {
      when: "somebody else's charts of the same names",
      change: (mesh) =>
        mesh
          .with("acme-base", RELEASE, { chart: "oci://ghcr.io/acme/charts/base", version: "2.1.0", namespace: "acme" })
          .with("acme-gateway", RELEASE, {
            chart: "gateway",
            version: "~3",
            namespace: "acme",
            repositoryOpts: { repo: "https://charts.example.com" },
          }),
    },
    {
      when: "whatever other charts say",
      change: (mesh) => mesh.with("kiali", "kubernetes:helm.sh/v3:Release", { chart: "kiali-server", version: ">=2" }),
    },
  ],
  refuses: [
    {
      when: "another version of one chart",
      change: (mesh) => mesh.set("istio-gateway", "version", "1.30.2"),
      saying: ["istio-gateway: Release istio-gateway is version 1.30.2, but Release istiod is version 1.31.1"],
    },
    {
      when: "another version of the charts that all revisions share",
      change: (mesh) =>
        mesh.with("istio-cni", RELEASE, { ...mesh.get("istio-base").properties, chart: "cni", version: "1.30.2" }),
      saying: [
        "istio-cni: Release istio-cni is version 1.30.2, but Release istio-base is version 1.31.1",
        "istio-cni: Release istio-cni is version 1.30.2, but Release istio-gateway is version 1.31.1",
        "istio-cni: Release istio-cni is version 1.30.2, but Release istiod is version 1.31.1",
      ],
    },
    {
      when: "a range",
      change: (mesh) => mesh.set("istiod", "version", "~1.31"),
      saying: ["istiod: Release istiod: version ~1.31 is not one full version"],
    },
    {
      when: "a version that does not support the cluster's Kubernetes",
      change: (mesh) => mesh.set("cluster", "version", "1.31"),
      saying: [
        "istiod: Release istiod: Istio 1.31.1 supports Kubernetes 1.32 to 1.36, not 1.31; Kubernetes 1.31 is supported by Istio 1.24, 1.25, 1.26, 1.27, 1.28, 1.29",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "which chart it is",
      change: (mesh) => mesh.set("istio-gateway", "chart", unknownValue),
      saying: [
        "istio-gateway: istio-releases-agree could not check istio-gateway: chart is not known before the update",
      ],
    },
  ],
  unknown: {
    when: "the version of one",
    change: (mesh) => mesh.set("istio-gateway", "version", unknownValue),
    saying: [
      "istio-gateway: istio-releases-agree could not check istio-gateway: version is not known before the update",
    ],
  },
  absent: {
    when: "a version",
    change: (mesh) => mesh.unset("istio-base", "version"),
    saying: ["istio-base: Release istio-base names no version of the chart base"],
  },
  empty: { resource: "istiod", saying: [] },
  otherVersion: { resource: "istio-gateway", type: "kubernetes:helm.sh/v4:Chart" },
});
