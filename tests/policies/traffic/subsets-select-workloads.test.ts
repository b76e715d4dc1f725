import { unknownValue } from "@pulumi/pulumi/runtime";
import { subsetsSelectWorkloads } from "../../../policies/traffic/subsets-select-workloads";
import { describePolicy } from "../describe-policy";

const ZONE = { "topology.kubernetes.io/zone": "ap-northeast-1a" };

describePolicy(subsetsSelectWorkloads, {
  accepts: [
    {
      when: "labels that Istio takes from nodes, alone and beside a version's",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.subsets[0].labels", ZONE)
          .set("reviews-versions", "spec.subsets[1].labels", { ...ZONE, version: "v2" }),
    },
    {
      when: "a subset of all pods that no rule splits by",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[3]", { name: "all", trafficPolicy: {} }),
    },
    {
      when: "an empty subset that nobody sends to",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[3]", { name: "v4", labels: { version: "v4" } }),
    },
    {
      when: "a rule without subsets for a Service whose endpoints somebody else puts there",
      change: (mesh) => mesh.unset("reviews", "spec.selector").set("reviews-versions", "spec.subsets", []),
    },
    {
      when: "pods of a kind that is not Kubernetes' own, with a label beside that is not known",
      change: (mesh) =>
        mesh
          .change("reviews-v1", { type: "kubernetes:argoproj.io/v1alpha1:Rollout" })
          .set("reviews-v1", "spec.template.metadata.labels.commit", unknownValue),
    },
    {
      when: "what Istio takes for pods outside of the cluster",
      change: (mesh) =>
        mesh
          .without("reviews-v1", "reviews-v2")
          .with("reviews-vm", "kubernetes:networking.istio.io/v1:WorkloadEntry", {
            metadata: { name: "reviews-vm", namespace: "default" },
            spec: { address: "192.0.2.1", labels: { app: "reviews", version: "v1" } },
          })
          .with("reviews-vms", "kubernetes:networking.istio.io/v1:WorkloadGroup", {
            metadata: { name: "reviews-vms", namespace: "default" },
            spec: { metadata: { labels: { app: "reviews", version: "v2" } } },
          }),
    },
    {
      when: "a host that the stack has no Service for",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", "reviews.elsewhere.svc.cluster.local"),
    },
  ],
  refuses: [
    {
      when: "a version in a zone of its own that is not deployed",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[2].labels", { ...ZONE, version: "v4" }),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v3 (topology.kubernetes.io/zone=ap-northeast-1a, version=v4) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
    {
      when: "an empty subset that only a mirror sends to",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.subsets[3]", { name: "v4", labels: { version: "v4" } })
          .set("reviews-routes", "spec.http[0].mirror", { host: "reviews", subset: "v4" }),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v4 (version=v4) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
    {
      when: "a subset with a label that no pod has",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[2].labels.version", "v4"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v3 (version=v4) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
    {
      when: "a subset of another application's pods",
      change: (mesh) => mesh.set("reviews-versions", "spec.subsets[0].labels", { app: "details", version: "v1" }),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v1 (app=details, version=v1) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
    {
      when: "a version that is not deployed any more",
      change: (mesh) => mesh.without("reviews-v3"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: subset v3 (version=v3) selects none of the pods behind Service default/reviews (app=reviews)",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "the pods that a chart brings",
      change: (mesh) =>
        mesh.without("reviews-v3").with("reviews-chart", "kubernetes:helm.sh/v3:Release", { chart: "reviews" }),
      saying: [
        "reviews-versions: subsets-select-workloads could not check reviews-versions: what Release reviews-chart installs in namespace default is not shown",
      ],
    },
    {
      when: "a Service whose endpoints somebody else puts there",
      change: (mesh) => mesh.unset("reviews", "spec.selector"),
      saying: [
        "reviews-versions: subsets-select-workloads could not check reviews-versions: what is behind Service default/reviews is not for it to say: it has no selector",
      ],
    },
    {
      when: "the routes that might send to an empty subset",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.subsets[3]", { name: "v4", labels: { version: unknownValue } })
          .set("bookinfo-routes", "spec.http", unknownValue),
      saying: [
        "reviews-versions: subsets-select-workloads could not check reviews-versions: spec.subsets[3].labels.version is not known before the update",
      ],
    },
  ],
  unknown: {
    when: "a pod's label, where no other pod fits",
    change: (mesh) => mesh.set("reviews-v3", "spec.template.metadata.labels.version", unknownValue),
    saying: [
      "reviews-versions: subsets-select-workloads could not check reviews-versions: spec.template.metadata.labels.version is not known before the update",
    ],
  },
  absent: {
    when: "a subset's labels",
    change: (mesh) => mesh.unset("reviews-versions", "spec.subsets[1].labels"),
    saying: [
      "reviews-versions: DestinationRule default/reviews: subset v2 has no labels, so it is every pod of Service default/reviews and no version of it",
    ],
  },
  empty: {
    resource: "reviews-v1",
    saying: [
      "reviews-versions: DestinationRule default/reviews: subset v1 (version=v1) selects none of the pods behind Service default/reviews (app=reviews)",
    ],
  },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1beta1:DestinationRule" },
});
