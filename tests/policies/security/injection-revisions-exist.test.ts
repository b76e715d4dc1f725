import { unknownValue } from "@pulumi/pulumi/runtime";
import { injectionRevisionsExist } from "../../../policies/security/injection-revisions-exist";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";
import { WORKLOADS } from "./mesh-changes";

const labelled = (mesh: TestStack, labels: Record<string, string>) => mesh.set("injection", "metadata.labels", labels);
const byRevision = (mesh: TestStack, revision: string) => labelled(mesh, { "istio.io/rev": revision });
const podsAsking = (mesh: TestStack, name: string, value: string) =>
  WORKLOADS.slice(0, 1).reduce(
    (changed, workload) => changed.set(workload, ["spec", "template", "metadata", "labels", name], value),
    mesh.without("injection", ...WORKLOADS.slice(1)),
  );
const asked = (revision: string, label: string) =>
  `injection: no istiod has the revision or tag ${revision}, which namespace default asks for (${label})`;
const GATEWAY =
  "istio-gateway: Release istio-gateway: no istiod has the revision that its pods ask for (values.revision)";

describePolicy(injectionRevisionsExist, {
  accepts: [
    {
      when: "the revision of an istiod",
      change: (mesh) => byRevision(mesh, "1-31-1").set("istiod", "values.revision", "1-31-1").without("istio-gateway"),
    },
    {
      when: "a tag of an istiod",
      change: (mesh) => byRevision(mesh, "prod").set("istiod", "values", { revisionTags: ["prod"] }),
    },
    { when: "default, of an istiod without a revision", change: (mesh) => byRevision(mesh, "default") },
    {
      when: "an istiod with a revision and the tag default",
      change: (mesh) => mesh.set("istiod", "values", { revision: "1-31-1", revisionTags: ["default"] }),
    },
    {
      when: "an istiod with a revision that the chart default makes the default one",
      change: (mesh) =>
        mesh.set("istiod", "values.revision", "1-31-1").with("tag", "kubernetes:helm.sh/v3:Release", {
          name: "istio-default",
          chart: "default",
          namespace: "istio-system",
          repositoryOpts: { repo: "https://blob.istio.io/istio-release/charts" },
        }),
    },
    {
      when: "a tag in a manifest",
      change: (mesh) =>
        byRevision(mesh, "prod").with(
          "tag",
          "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration",
          {
            metadata: {
              name: "istio-revision-tag-prod",
              labels: { "istio.io/tag": "prod", "istio.io/rev": "default" },
            },
          },
        ),
    },
    {
      when: "any revision where the mesh is another stack's",
      change: (mesh) => byRevision(mesh.without("istiod"), "canary"),
    },
    { when: "an opt-out", change: (mesh) => labelled(mesh, { "istio-injection": "disabled", "istio.io/rev": "x" }) },
    {
      when: "pods' own label in a namespace that has one",
      change: (mesh) => mesh.set("reviews-v1", ["spec", "template", "metadata", "labels", "istio.io/rev"], "x"),
    },
    {
      when: "pods that ask for the default istiod",
      change: (mesh) => podsAsking(mesh, "sidecar.istio.io/inject", "true"),
    },
    { when: "pods that ask for none", change: (mesh) => mesh.without("injection") },
  ],
  refuses: [
    {
      when: "a namespace's revision that no istiod has",
      change: (mesh) => byRevision(mesh, "1-30-1"),
      saying: [asked("1-30-1", "istio.io/rev=1-30-1")],
    },
    {
      when: "istio-injection=enabled, and a gateway without a revision, where every istiod has one",
      change: (mesh) => mesh.set("istiod", "values.revision", "1-31-1"),
      saying: [asked("default", "istio-injection=enabled"), GATEWAY],
    },
    {
      when: "a gateway's revision that no istiod has",
      change: (mesh) => mesh.set("istio-gateway", "values.revision", "1-30-1"),
      saying: [GATEWAY],
    },
    {
      when: "pods' revision that no istiod has",
      change: (mesh) => podsAsking(mesh, "istio.io/rev", "1-30-1"),
      saying: [
        "details-v1: no istiod has the revision or tag 1-30-1, which Deployment default/details-v1 asks for (istio.io/rev=1-30-1)",
      ],
    },
    {
      when: "a revision where istiod is written out",
      change: (mesh) =>
        byRevision(mesh.without("istiod", "istio-gateway"), "canary").with("istiod", "kubernetes:apps/v1:Deployment", {
          metadata: { name: "istiod", namespace: "istio-system" },
          spec: {
            template: { metadata: { labels: { app: "istiod", "istio.io/rev": "default" } }, spec: { containers: [] } },
          },
        }),
      saying: [asked("canary", "istio.io/rev=canary")],
    },
  ],
  leavesOpen: [
    {
      when: "revisions in files of values",
      change: (mesh) =>
        byRevision(
          mesh.without(...WORKLOADS.slice(1), "istio-gateway").set("istiod", "valueYamlFiles", ["values.yaml"]),
          "x",
        ),
      saying: [
        "details-v1: injection-revisions-exist could not check details-v1: what valueYamlFiles hold is not shown",
      ],
    },
  ],
  unknown: {
    when: "an istiod's tags",
    change: (mesh) =>
      byRevision(mesh.without(...WORKLOADS.slice(1), "istio-gateway"), "x").set(
        "istiod",
        "values.revisionTags",
        unknownValue,
      ),
    saying: [
      "details-v1: injection-revisions-exist could not check details-v1: values.revisionTags is not known before the update",
    ],
  },
  absent: { when: "the namespace's labels", change: (mesh) => mesh.unset("injection", "metadata.labels"), saying: [] },
  empty: {
    resource: "injection",
    saying: [],
    unchecked: [WORKLOADS[0], "istio-gateway", ...WORKLOADS.slice(1)].map(
      (name) =>
        `${name}: injection-revisions-exist could not check ${name}: metadata.name is not known before the update`,
    ),
  },
  otherVersion: { resource: "injection", type: "kubernetes:core/v1:Namespace" },
});
