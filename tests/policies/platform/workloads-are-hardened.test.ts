import { unknownValue } from "@pulumi/pulumi/runtime";
import { workloadsAreHardened } from "../../../policies/platform/workloads-are-hardened";
import { describePolicy } from "../describe-policy";
import { OTHER_DEPLOYMENT } from "../other-versions";

const CONTAINER = "spec.template.spec.containers[0]";

const FIRST_STEP = {
  name: "first",
  image: "example.com/first:1",
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "16Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};

describePolicy(workloadsAreHardened, {
  accepts: [
    {
      when: "a gateway that injection completes",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.spec", {
          containers: [{ name: "istio-proxy", image: "auto", securityContext: { runAsUser: 1337, runAsGroup: 1337 } }],
        }),
    },
    {
      when: "the user of the sidecar in Istio's own proxy",
      change: (mesh) =>
        mesh
          .set("reviews-v1", `${CONTAINER}.name`, "istio-proxy")
          .set("reviews-v1", `${CONTAINER}.securityContext.runAsUser`, 1337),
    },
    {
      when: "istiod as its chart makes it",
      change: (mesh) =>
        mesh
          .set("reviews-v1", "spec.template.metadata.labels.app", "istiod")
          .unset("reviews-v1", `${CONTAINER}.resources`),
    },
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
      when: "more rights than injection gives to a gateway",
      change: (mesh) =>
        mesh.set("reviews-v1", "spec.template.spec", {
          securityContext: { runAsUser: 0 },
          containers: [
            {
              name: "istio-proxy",
              image: "auto",
              securityContext: { privileged: true, allowPrivilegeEscalation: true },
            },
          ],
        }),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: container istio-proxy is privileged",
        "reviews-v1: Deployment default/reviews-v1: container istio-proxy may gain privileges (allowPrivilegeEscalation)",
        "reviews-v1: Deployment default/reviews-v1: container istio-proxy may run as root",
      ],
    },
    {
      when: "a container of another name that is left to nobody",
      change: (mesh) => mesh.set("reviews-v1", "spec.template.spec.containers", [{ name: "proxy", image: "auto" }]),
      saying: [
        "reviews-v1: Deployment default/reviews-v1: container proxy has no readinessProbe",
        "reviews-v1: Deployment default/reviews-v1: container proxy has no resources.requests.cpu, resources.requests.memory, resources.limits.memory",
        "reviews-v1: Deployment default/reviews-v1: container proxy keeps capabilities (capabilities.drop has no ALL)",
        "reviews-v1: Deployment default/reviews-v1: container proxy may gain privileges (allowPrivilegeEscalation)",
      ],
    },
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
