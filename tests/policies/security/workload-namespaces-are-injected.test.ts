import { unknownValue } from "@pulumi/pulumi/runtime";
import { workloadNamespacesAreInjected } from "../../../policies/security/workload-namespaces-are-injected";
import { describePolicy } from "../describe-policy";
import { withApplicationByHelm, WORKLOADS } from "./mesh-changes";

describePolicy(workloadNamespacesAreInjected, {
  accepts: [
    { when: "a release in a namespace with sidecars", change: withApplicationByHelm },
    {
      when: "a revision's label",
      change: (mesh) => mesh.set("injection", "metadata.labels", { "istio.io/rev": "canary" }),
    },
    {
      when: "a namespace of the ambient mesh",
      change: (mesh) => mesh.set("injection", "metadata.labels", { "istio.io/dataplane-mode": "ambient" }),
    },
    {
      when: "a label beside that is not known",
      change: (mesh) => mesh.set("injection", "metadata.labels.team", unknownValue),
    },
    {
      when: "labels from two objects",
      change: (mesh) =>
        mesh.with("names", "kubernetes:core/v1:NamespacePatch", {
          metadata: { name: "default", labels: { team: "books" } },
        }),
    },
    {
      when: "pods that ask for their sidecars themselves",
      change: (mesh) =>
        WORKLOADS.reduce(
          (changed, name) =>
            changed.set(name, ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "true"),
          mesh.without("injection"),
        ),
    },
    {
      when: "pods that name the revision of their sidecars themselves",
      change: (mesh) =>
        WORKLOADS.reduce(
          (changed, name) => changed.set(name, ["spec", "template", "metadata", "labels", "istio.io/rev"], "canary"),
          mesh.without("injection"),
        ),
    },
  ],
  refuses: [
    {
      when: "a namespace that switches sidecars off",
      change: (mesh) => mesh.set("injection", ["metadata", "labels", "istio-injection"], "disabled"),
      saying: ["injection: namespace default has istio-injection=disabled: its workloads get none"],
    },
    {
      when: "a namespace with both labels",
      change: (mesh) => mesh.set("injection", ["metadata", "labels", "istio.io/rev"], "canary"),
      saying: ["injection: namespace default has both labels, istio-injection=enabled and istio.io/rev=canary"],
    },
    {
      when: "a namespace that nothing labels",
      change: (mesh) => mesh.without("injection"),
      saying: ["stack: namespace default has workloads, and nothing in the stack labels it for sidecars"],
    },
    {
      when: "pods that ask for sidecars in a namespace that switches them off",
      change: (mesh) =>
        WORKLOADS.reduce(
          (changed, name) =>
            changed.set(name, ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "true"),
          mesh.set("injection", ["metadata", "labels", "istio-injection"], "disabled"),
        ),
      saying: ["injection: namespace default has istio-injection=disabled: its workloads get none"],
    },
  ],
  leavesOpen: [
    {
      when: "the workloads that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh.without("injection")),
      saying: [
        "shop: workload-namespaces-are-injected could not check shop: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "the namespace's labels",
    change: (mesh) => mesh.set("injection", "metadata.labels", unknownValue),
    saying: WORKLOADS.map(
      (name) =>
        `${name}: workload-namespaces-are-injected could not check ${name}: metadata.labels is not known before the update`,
    ),
  },
  absent: {
    when: "the namespace's labels",
    change: (mesh) => mesh.unset("injection", "metadata.labels"),
    saying: ["injection: namespace default has no label for sidecars: its workloads get none"],
  },
  empty: {
    resource: "injection",
    saying: [],
    unchecked: [
      "details-v1: workload-namespaces-are-injected could not check details-v1: metadata.name is not known before the update",
      "productpage-v1: workload-namespaces-are-injected could not check productpage-v1: metadata.name is not known before the update",
      "ratings-v1: workload-namespaces-are-injected could not check ratings-v1: metadata.name is not known before the update",
      "reviews-v1: workload-namespaces-are-injected could not check reviews-v1: metadata.name is not known before the update",
      "reviews-v2: workload-namespaces-are-injected could not check reviews-v2: metadata.name is not known before the update",
      "reviews-v3: workload-namespaces-are-injected could not check reviews-v3: metadata.name is not known before the update",
    ],
  },
  otherVersion: { resource: "injection", type: "kubernetes:core/v1:Namespace" },
});
