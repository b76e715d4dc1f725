import { type Properties, type TestStack } from "../test-stack";
import { type Mutation, type Names } from "./mutation";

const labelled = (mesh: TestStack, labels: Properties) => mesh.set("injection", "metadata.labels", labels);

/** One more istiod, of a revision of its own. */
const canary = (mesh: TestStack, revision: string) => {
  const { type, properties } = mesh.get("istiod");
  const release = { ...properties, name: "istiod-next", values: { revision } };
  return mesh.with("istiod-next", type, release, { dependencies: ["istio-base"] });
};

/** Waits for both istiods, so that only which of them is meant can be wrong. */
const waitingForBoth = (mesh: TestStack) =>
  ["security", "bookinfo"].reduce(
    (changed, name) => changed.change(name, { dependencies: ["istiod", "istiod-next"] }),
    mesh.all
      .filter(({ dependencies, name }) => dependencies.includes("istiod") && name !== "istiod-next")
      .reduce(
        (changed, { name, dependencies }) => changed.change(name, { dependencies: [...dependencies, "istiod-next"] }),
        mesh,
      ),
  );

const probes = (mesh: TestStack, { workload }: Names, annotations: Properties, probe?: Properties) => {
  const told = mesh.set(workload, "spec.template.metadata.annotations", annotations);
  return probe ? told.set(workload, "spec.template.spec.containers[0].readinessProbe", probe) : told;
};
const NOT_REWRITTEN = { "sidecar.istio.io/rewriteAppHTTPProbers": "false" };

const REVISIONS = "injection-revisions-exist";
const WAIT = "workloads-wait-for-injection";
const PROBES = "probes-get-through-mutual-tls";

export const INJECTION_MUTATIONS: readonly Mutation[] = [
  {
    policy: REVISIONS,
    what: "a namespace's revision that was upgraded away",
    mutate: (mesh) => labelled(mesh, { "istio.io/rev": "1-27-0" }),
    twin: (mesh) => labelled(mesh, { "istio.io/rev": "default" }),
  },
  {
    policy: REVISIONS,
    what: "istio-injection=enabled where every istiod has a revision",
    mutate: (mesh) =>
      labelled(mesh, { "istio-injection": "enabled" })
        .set("istiod", "values", { revision: "1-31-1" })
        .set("istio-gateway", "values", { revision: "1-31-1" }),
    twin: (mesh) =>
      labelled(mesh, { "istio-injection": "enabled" }).set("istiod", "values", {
        revision: "1-31-1",
        revisionTags: ["default"],
      }),
  },
  {
    policy: REVISIONS,
    what: "a gateway's revision that no istiod has",
    mutate: (mesh) => mesh.set("istio-gateway", "values.revision", "next"),
    twin: (mesh) => waitingForBoth(canary(mesh, "next")).set("istio-gateway", "values.revision", "next"),
  },
  {
    policy: REVISIONS,
    what: "a tag that was misspelt",
    mutate: (mesh) => labelled(mesh.set("istiod", "values", { revisionTags: ["prod"] }), { "istio.io/rev": "prd" }),
    twin: (mesh) => labelled(mesh.set("istiod", "values", { revisionTags: ["prod"] }), { "istio.io/rev": "prod" }),
  },
  {
    policy: WAIT,
    what: "a workload that waits for nothing",
    mutate: (mesh, _, { workload }) => mesh.change(workload, { parent: undefined, dependencies: [] }),
    twin: (mesh, _, { workload }) =>
      mesh.change(workload, { parent: undefined, dependencies: ["istiod", "injection"] }),
  },
  {
    policy: WAIT,
    what: "a workload that does not wait for its namespace's label",
    mutate: (mesh, _, { workload }) => mesh.change(workload, { dependencies: [] }),
    twin: (mesh, _, { workload }) =>
      mesh.change("injection", { type: "kubernetes:core/v1:Namespace" }).change(workload, { dependencies: [] }),
  },
  {
    policy: WAIT,
    what: "a gateway that does not wait for istiod",
    mutate: (mesh) => mesh.change("istio-gateway", { dependencies: ["istio-base"] }),
    twin: (mesh) => mesh.change("istio-gateway", { dependencies: ["bookinfo"] }),
  },
  {
    policy: PROBES,
    what: "a probe over HTTP that is not rewritten",
    mutate: (mesh, _, names) => probes(mesh, names, NOT_REWRITTEN),
    twin: (mesh, _, names) => probes(mesh, names, NOT_REWRITTEN, { exec: { command: ["/bin/ready"] } }),
  },
  {
    policy: PROBES,
    what: "a probe over gRPC that is not rewritten",
    mutate: (mesh, _, names) => probes(mesh, names, NOT_REWRITTEN, { grpc: { port: 9090 } }),
    twin: (mesh, _, names) => probes(mesh, names, {}, { grpc: { port: 9090 } }),
  },
  {
    policy: PROBES,
    what: "an istiod that rewrites no probes",
    mutate: (mesh) => mesh.set("istiod", "values.sidecarInjectorWebhook", { rewriteAppHTTPProbe: false }),
    twin: (mesh) => mesh.set("istiod", "values.sidecarInjectorWebhook", { rewriteAppHTTPProbe: true }),
  },
];
