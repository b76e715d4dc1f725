import { unknownValue } from "@pulumi/pulumi/runtime";
import { workloadsKeepTheirSidecar } from "../../../policies/security/workloads-keep-their-sidecar";
import { describePolicy } from "../describe-policy";

describePolicy(workloadsKeepTheirSidecar, {
  accepts: [
    {
      when: "Istio's own pods, which have none",
      change: (mesh) =>
        [{ app: "istiod" }, { app: "ztunnel" }, { "k8s-app": "istio-cni-node" }].reduce(
          (changed, labels, index) =>
            changed
              .set(`reviews-v${index + 1}`, "spec.template.metadata.labels", {
                ...labels,
                "sidecar.istio.io/inject": "false",
              })
              .set(`reviews-v${index + 1}`, "spec.template.spec.hostNetwork", true),
          mesh,
        ),
    },
    {
      when: "an opt-out in a namespace that is not of the mesh",
      change: (mesh) =>
        mesh
          .set("reviews-v1", "metadata.namespace", "kube-system")
          .set("reviews-v1", "spec.template.spec.hostNetwork", true),
    },
    {
      when: "an annotation that is not known and says nothing of sidecars",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.metadata.annotations", { "checksum/config": unknownValue }),
    },
    {
      when: "a port that is kept from the sidecar, where that is allowed",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.metadata.annotations", {
          "traffic.sidecar.istio.io/excludeInboundPorts": "9443",
        }),
    },
  ],
  refuses: [
    {
      when: "an opt-out by label and by annotation",
      change: (mesh) =>
        mesh
          .set("reviews-v1", ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "false")
          .set("reviews-v1", "spec.template.metadata.annotations", { "sidecar.istio.io/inject": "false" }),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: the annotation sidecar.istio.io/inject=false keeps its pods out of the mesh",
        "reviews-v1: Deployment default/reviews-v1: the label sidecar.istio.io/inject=false keeps its pods out of the mesh",
      ],
    },
    {
      when: "the node's network",
      change: (mesh) => mesh.set("reviews-v1", "spec.template.spec.hostNetwork", true),
      saying: ["reviews-v1: Deployment default/reviews-v1: hostNetwork: pods on the node's own network get no sidecar"],
    },
    {
      when: "a port that is kept from the sidecar, where that is not allowed",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.metadata.annotations", {
          "traffic.sidecar.istio.io/excludeOutboundPorts": "3306",
        }),
      settings: { allowsExclusions: false },
      saying: [
        "reviews-v1: Deployment default/reviews-v1: the annotation traffic.sidecar.istio.io/excludeOutboundPorts leads traffic past the sidecar",
      ],
    },
  ],
  unknown: {
    when: "the pods' annotations, while the labels are still checked",
    change: (mesh) => mesh.set("reviews-v1", "spec.template.metadata.annotations", unknownValue),
    saying: [
      "reviews-v1: workloads-keep-their-sidecar could not check reviews-v1: spec.template.metadata.annotations is not known before the update",
    ],
  },
  absent: {
    when: "the pods' metadata",
    change: (mesh) => mesh.unset("reviews-v1", "spec.template.metadata"),
    saying: [],
  },
  empty: { resource: "reviews-v1", saying: [] },
  otherVersion: { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" },
  patch: { resource: "reviews-v1" },
});
