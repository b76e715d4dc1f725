import { unknownValue } from "@pulumi/pulumi/runtime";
import { workloadsWaitForInjection } from "../../../policies/security/workloads-wait-for-injection";
import { describePolicy } from "../describe-policy";
import { withApplicationByHelm, WORKLOADS } from "./mesh-changes";

const ISTIOD = "does not wait for Release istiod, which gives its pods their proxy";
const PATCH = "does not wait for the NamespacePatch default, which labels its namespace for sidecars";

describePolicy(workloadsWaitForInjection, {
  accepts: [
    {
      when: "a property that is made from what has to be there",
      change: (mesh) =>
        mesh.change("reviews-v1", { dependencies: [], propertyDependencies: { metadata: ["injection"] } }),
    },
    {
      when: "a namespace that the stack makes, in which nothing can be before",
      change: (mesh) =>
        mesh.change("injection", { type: "kubernetes:core/v1:Namespace" }).change("reviews-v1", { dependencies: [] }),
    },
    {
      when: "a patch that gives no sidecars",
      change: (mesh) =>
        mesh.with("owner", "kubernetes:core/v1:NamespacePatch", {
          metadata: { name: "default", labels: { team: "books" } },
        }),
    },
    {
      when: "workloads outside of the mesh",
      change: (mesh) => mesh.without("injection").change("reviews-v1", { parent: undefined, dependencies: [] }),
    },
    {
      when: "a workload that opts out",
      change: (mesh) =>
        mesh
          .set("reviews-v1", ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "false")
          .change("reviews-v1", { parent: undefined, dependencies: [] }),
    },
    {
      when: "the other of two istiods",
      change: (mesh) =>
        mesh.with("istiod-canary", mesh.get("istiod").type, {
          ...mesh.get("istiod").properties,
          values: { revision: "canary" },
        }),
    },
    { when: "a mesh of another stack", change: (mesh) => mesh.without("istio-base", "istiod", "istio-gateway") },
  ],
  refuses: [
    {
      when: "a workload that waits for nothing",
      change: (mesh) => mesh.change("reviews-v1", { parent: undefined, dependencies: [] }),
      saying: [
        `reviews-v1: Deployment default/reviews-v1 ${ISTIOD}`,
        `reviews-v1: Deployment default/reviews-v1 ${PATCH}`,
      ],
    },
    {
      when: "a workload that waits for istiod alone",
      change: (mesh) => mesh.change("reviews-v1", { dependencies: [] }),
      saying: [`reviews-v1: Deployment default/reviews-v1 ${PATCH}`],
    },
    {
      when: "a gateway that waits for the CRDs alone",
      change: (mesh) => mesh.change("istio-gateway", { dependencies: ["istio-base"] }),
      saying: [`istio-gateway: Release istio-gateway ${ISTIOD}`],
    },
    {
      when: "a workload that waits for another istiod than its own",
      change: (mesh) =>
        mesh
          .with("istiod-canary", mesh.get("istiod").type, {
            ...mesh.get("istiod").properties,
            values: { revision: "canary" },
          })
          .change("reviews-v1", { parent: undefined, dependencies: ["istiod-canary", "injection"] }),
      saying: [`reviews-v1: Deployment default/reviews-v1 ${ISTIOD}`],
    },
    {
      when: "a workload that asks for its sidecar itself",
      change: (mesh) =>
        mesh
          .without("injection")
          .set("reviews-v1", ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "true")
          .change("reviews-v1", { parent: undefined, dependencies: [] }),
      saying: [`reviews-v1: Deployment default/reviews-v1 ${ISTIOD}`],
    },
    {
      when: "an application by Helm",
      change: (mesh) => withApplicationByHelm(mesh),
      saying: [`shop: Release shop ${ISTIOD}`, `shop: Release shop ${PATCH}`],
    },
  ],
  unknown: {
    when: "whose istiod it is",
    change: (mesh) =>
      mesh.without(...WORKLOADS.slice(1), "istio-gateway").set("istiod", "values.revision", unknownValue),
    saying: [
      "details-v1: workloads-wait-for-injection could not check details-v1: values.revision is not known before the update",
    ],
  },
  absent: {
    when: "the namespace's labels",
    change: (mesh) => mesh.unset("injection", "metadata.labels").change("reviews-v1", { dependencies: [] }),
    saying: [],
  },
  empty: {
    resource: "injection",
    saying: [],
    unchecked: [WORKLOADS[0], "istio-gateway", ...WORKLOADS.slice(1)].map(
      (name) =>
        `${name}: workloads-wait-for-injection could not check ${name}: metadata.name is not known before the update`,
    ),
  },
  otherVersion: { resource: "reviews-v1", type: "kubernetes:apps/v1beta2:Deployment" },
});
