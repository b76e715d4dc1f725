import { unknownValue } from "@pulumi/pulumi/runtime";
import { istioReleasesAgree } from "../../policies/platform/istio-releases-agree";
import { istioReleasesUndoFailures } from "../../policies/platform/istio-releases-undo-failures";
import { kubernetesProviderIsExplicit } from "../../policies/platform/kubernetes-provider-is-explicit";
import { workloadsAreHardened } from "../../policies/platform/workloads-are-hardened";
import { workloadsTolerateDisruption } from "../../policies/platform/workloads-tolerate-disruption";
import { describePolicy } from "./describe-policy";

const OTHER_DEPLOYMENT = { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" };
const RELEASE = "kubernetes:helm.sh/v3:Release";
const CONTAINER = "spec.template.spec.containers[0]";

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

describePolicy(istioReleasesUndoFailures, {
  accepts: [
    {
      when: "other charts that are not",
      change: (mesh) => mesh.with("kiali", "kubernetes:helm.sh/v3:Release", { chart: "kiali-server" }),
    },
  ],
  refuses: [
    {
      when: "a release that leaves a failed upgrade behind",
      change: (mesh) => mesh.set("istiod", "atomic", false),
      saying: ["istiod: Release istiod is not atomic"],
    },
  ],
  unknown: {
    when: "whether it is",
    change: (mesh) => mesh.set("istiod", "atomic", unknownValue),
    saying: ["istiod: istio-releases-undo-failures could not check istiod: atomic is not known before the update"],
  },
  absent: {
    when: "whether it is",
    change: (mesh) => mesh.unset("istiod", "atomic"),
    saying: ["istiod: Release istiod is not atomic"],
  },
  empty: { resource: "istiod", saying: [] },
  otherVersion: { resource: "istiod", type: "kubernetes:helm.sh/v4:Chart" },
});

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

describePolicy(workloadsAreHardened, {
  accepts: [
    {
      when: "an image by its digest",
      change: (mesh) => mesh.set("reviews-v1", `${CONTAINER}.image`, `example.com/reviews@sha256:${"a".repeat(64)}`),
    },
    {
      when: "a container that says itself what its pod does not",
      change: (mesh) =>
        mesh
          .unset("reviews-v1", "spec.template.spec.securityContext")
          .set("reviews-v1", `${CONTAINER}.securityContext.runAsNonRoot`, true),
    },
    {
      when: "a start container without a readinessProbe",
      change: (mesh) => mesh.set("reviews-v1", "spec.template.spec.initContainers", [{ ...FIRST_STEP }]),
    },
    {
      when: "no resources and no readinessProbe, where neither is needed",
      change: (mesh) =>
        mesh.unset("reviews-v1", `${CONTAINER}.resources`).unset("reviews-v1", `${CONTAINER}.readinessProbe`),
      settings: { needsResources: false, needsReadiness: false },
    },
  ],
  refuses: [
    {
      when: "rights that are not needed",
      change: (mesh) =>
        mesh
          .set("reviews-v1", `${CONTAINER}.securityContext`, { privileged: true, runAsUser: 0 })
          .set("reviews-v2", "spec.template.spec.securityContext.runAsUser", 1337),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: container reviews is privileged",
        "reviews-v1: Deployment default/reviews-v1: container reviews keeps capabilities (capabilities.drop has no ALL)",
        "reviews-v1: Deployment default/reviews-v1: container reviews may gain privileges (allowPrivilegeEscalation)",
        "reviews-v1: Deployment default/reviews-v1: container reviews may run as root",
        "reviews-v2: Deployment default/reviews-v2: container reviews runs as user 1337, which is the sidecar's",
      ],
    },
    {
      when: "a workload of a kind that is not Kubernetes' own",
      change: (mesh) =>
        mesh
          .change("reviews-v1", { type: "kubernetes:argoproj.io/v1alpha1:Rollout" })
          .set("reviews-v1", `${CONTAINER}.securityContext.privileged`, true),
      saying: ["reviews-v1: Rollout default/reviews-v1: container reviews is privileged"],
    },
    {
      when: "images that may be another tomorrow",
      change: (mesh) =>
        mesh
          .set("reviews-v1", `${CONTAINER}.image`, "example.com:5000/reviews")
          .set("reviews-v2", `${CONTAINER}.image`, "example.com/reviews:latest"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: container reviews has an image without a tag",
        "reviews-v2: Deployment default/reviews-v2: container reviews has an image with the tag latest",
      ],
    },
    {
      when: "a container that starts the pod and runs as root",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.spec.initContainers", [
          { ...FIRST_STEP, securityContext: { ...FIRST_STEP.securityContext, runAsUser: 0 } },
        ]),
      saying: ["reviews-v1: Deployment default/reviews-v1: container first may run as root"],
    },
  ],
  unknown: {
    when: "an image",
    change: (mesh) => mesh.set("reviews-v1", `${CONTAINER}.image`, unknownValue),
    saying: [
      "reviews-v1: workloads-are-hardened could not check reviews-v1: spec.template.spec.containers[0].image is not known before the update",
    ],
  },
  absent: {
    when: "resources and readinessProbe",
    change: (mesh) =>
      mesh.unset("reviews-v1", `${CONTAINER}.resources.requests`).unset("reviews-v1", `${CONTAINER}.readinessProbe`),
    saying: [
      "reviews-v1: Deployment default/reviews-v1: container reviews has no readinessProbe",
      "reviews-v1: Deployment default/reviews-v1: container reviews has no resources.requests.cpu, resources.requests.memory",
    ],
  },
  empty: { resource: "reviews-v1", saying: [] },
  otherVersion: OTHER_DEPLOYMENT,
});

const FIRST_STEP = {
  name: "first",
  image: "example.com/first:1",
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "16Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};

describePolicy(workloadsTolerateDisruption, {
  accepts: [
    {
      when: "a budget in percent whose selector has expressions",
      change: (mesh) =>
        mesh.set("reviews-v1-budget", "spec", {
          maxUnavailable: "50%",
          selector: {
            matchExpressions: [
              { key: "app", operator: "In", values: ["reviews", "details"] },
              { key: "version", operator: "NotIn", values: ["v2", "v3"] },
              { key: "version", operator: "Exists" },
              { key: "track", operator: "DoesNotExist" },
            ],
          },
        }),
    },
    { when: "a version that is scaled to 0", change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 0) },
    {
      when: "one replica, where that is enough",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 1).without("reviews-v1-budget"),
      settings: { leastReplicas: 1, needsBudget: false },
    },
    {
      when: "one budget for all",
      change: (mesh) =>
        mesh
          .without("reviews-v1-budget", "reviews-v2-budget")
          .set("reviews-v3-budget", "spec.selector.matchLabels", { app: "reviews" }),
    },
  ],
  refuses: [
    {
      when: "a single replica",
      change: (mesh) => mesh.set("reviews-v1", "spec.replicas", 1),
      saying: ["reviews-v1: Deployment default/reviews-v1 has 1 of at least 2 replicas"],
    },
    {
      when: "pods without a budget, and a budget of another namespace",
      change: (mesh) => mesh.without("reviews-v2-budget").set("reviews-v3-budget", "metadata.namespace", "other"),
      saying: [
        "reviews-v2: Deployment default/reviews-v2: no PodDisruptionBudget fits its pods",
        "reviews-v3: Deployment default/reviews-v3: no PodDisruptionBudget fits its pods",
      ],
    },
    {
      when: "budgets that keep none",
      change: (mesh) =>
        mesh
          .set("reviews-v1-budget", "spec.minAvailable", 0)
          .unset("reviews-v2-budget", "spec.minAvailable")
          .set("reviews-v2-budget", "spec.maxUnavailable", "100%"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: PodDisruptionBudget default/reviews-v1 keeps none of its 2 pods",
        "reviews-v2: Deployment default/reviews-v2: PodDisruptionBudget default/reviews-v2 keeps none of its 2 pods",
      ],
    },
    {
      when: "budgets that let none go",
      change: (mesh) =>
        mesh.set("reviews-v1-budget", "spec.minAvailable", 2).set("reviews-v2-budget", "spec.minAvailable", "51%"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: PodDisruptionBudget default/reviews-v1 lets none of its 2 pods go, and so no node",
        "reviews-v2: Deployment default/reviews-v2: PodDisruptionBudget default/reviews-v2 lets none of its 2 pods go, and so no node",
      ],
    },
    {
      when: "budgets for other pods, by expressions and by none",
      change: (mesh) =>
        mesh
          .set("reviews-v1-budget", "spec.selector", {
            matchExpressions: [{ key: "version", operator: "NotIn", values: ["v1", "v3"] }],
          })
          .unset("reviews-v3-budget", "spec.selector"),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: no PodDisruptionBudget fits its pods",
        "reviews-v3: Deployment default/reviews-v3: no PodDisruptionBudget fits its pods",
      ],
    },
  ],
  unknown: {
    when: "the replicas, while the budget is still looked for",
    change: (mesh) => mesh.set("reviews-v1", "spec.replicas", unknownValue),
    saying: [
      "reviews-v1: workloads-tolerate-disruption could not check reviews-v1: spec.replicas is not known before the update",
    ],
  },
  absent: {
    when: "the replicas, which means one",
    change: (mesh) => mesh.unset("reviews-v1", "spec.replicas"),
    saying: ["reviews-v1: Deployment default/reviews-v1 has 1 of at least 2 replicas"],
  },
  empty: {
    resource: "reviews-v1",
    saying: [
      "reviews-v1: Deployment reviews-v1 has 1 of at least 2 replicas",
      "reviews-v1: Deployment reviews-v1: no PodDisruptionBudget fits its pods",
    ],
  },
  otherVersion: OTHER_DEPLOYMENT,
});
