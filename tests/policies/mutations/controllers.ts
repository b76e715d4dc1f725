import { type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";
import { type Mutation } from "./mutation";

const FIELDS = "controllers-own-their-fields";
const OWNERS = "objects-have-one-owner";
const READ = "mesh-objects-are-read";

function object(mesh: TestStack, plan: MeshPlan, type: string, name: string, spec: Properties): TestStack {
  const metadata = { name, namespace: plan.namespace };
  return mesh.with(`more-${name}`, `kubernetes:${type}`, { metadata, spec }, { parent: "security" });
}

const scaler = (mesh: TestStack, plan: MeshPlan, name: string, maxReplicas: number) =>
  object(mesh, plan, "autoscaling/v2:HorizontalPodAutoscaler", name, {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
    minReplicas: plan.replicas,
    maxReplicas,
  });

const rollout = (mesh: TestStack, plan: MeshPlan, istio: Properties) =>
  object(mesh, plan, "argoproj.io/v1alpha1:Rollout", "steps", {
    strategy: { canary: { trafficRouting: { istio } } },
  });

const keda = (mesh: TestStack, plan: MeshPlan, name: string) =>
  object(mesh, plan, "keda.sh/v1alpha1:ScaledObject", name, {
    scaleTargetRef: { name },
    minReplicaCount: plan.replicas,
    maxReplicaCount: 9,
  });

function webhooks(mesh: TestStack, failurePolicy: string): TestStack {
  return mesh.with("validator", "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration", {
    metadata: { name: "istiod-default-validator", labels: { "istio.io/rev": "default" } },
    webhooks: [{ name: "validation.istio.io", failurePolicy }],
  });
}

/** A patch of the namespace beside the one that labels it for injection. */
function labels(mesh: TestStack, { namespace }: MeshPlan, label: string, more: Properties): TestStack {
  return mesh.with(label, "kubernetes:core/v1:NamespacePatch", { metadata: { name: namespace, labels: more } });
}

export const CONTROLLERS_MUTATIONS: readonly Mutation[] = [
  {
    policy: FIELDS,
    what: "replicas of what an autoscaler scales",
    mutate: (mesh, plan, { workload }) => scaler(mesh, plan, workload, 9),
    twin: (mesh, plan, { workload }) => scaler(mesh, plan, workload, plan.replicas),
  },
  {
    policy: FIELDS,
    what: "replicas of what KEDA scales",
    mutate: (mesh, plan, { workload }) => keda(mesh, plan, workload),
    twin: (mesh, plan, { workload }) => keda(mesh.unset(workload, "spec.replicas"), plan, workload),
  },
  {
    policy: FIELDS,
    what: "weights that a Rollout sets",
    mutate: (mesh, plan, { service }) => rollout(mesh, plan, { virtualService: { name: service } }),
    twin: (mesh, plan, { service, routes }) =>
      rollout(mesh, plan, { virtualService: { name: service } }).change(routes, {
        ignoreChanges: ["spec.http[*].route[*].weight"],
      }),
  },
  {
    policy: FIELDS,
    what: "subsets that a Rollout labels",
    mutate: (mesh, plan, { service, versions }) =>
      rollout(mesh, plan, { destinationRule: { name: service } }).change(versions, {
        ignoreChanges: ["spec.subsets[0].labels"],
      }),
    twin: (mesh, plan, { service, versions }) =>
      rollout(mesh, plan, { destinationRule: { name: service } }).change(versions, { ignoreChanges: ["spec.subsets"] }),
  },
  {
    policy: FIELDS,
    what: "the policy of istiod's webhook",
    mutate: (mesh) => webhooks(mesh, "Ignore"),
    twin: (mesh) => webhooks(mesh, "Fail"),
  },
  {
    policy: FIELDS,
    what: "a rule that Flagger writes",
    mutate: (mesh, plan, { service }) =>
      object(mesh, plan, "flagger.app/v1beta1:Canary", "watch", { targetRef: { kind: "Deployment", name: service } }),
    twin: (mesh, plan) =>
      object(mesh, plan, "flagger.app/v1beta1:Canary", "watch", {
        targetRef: { kind: "Deployment", name: "elsewhere" },
      }),
  },
  {
    policy: OWNERS,
    what: "a Service that two resources make",
    mutate: (mesh, _, { service }) => mesh.with("again", mesh.get(service).type, mesh.get(service).properties),
    twin: (mesh, _, { service }) =>
      mesh.with("again", mesh.get(service).type, mesh.get(service).properties).set("again", "metadata.uid", "6f9619ff"),
  },
  {
    policy: OWNERS,
    what: "a Deployment that two resources make in one cluster",
    mutate: (mesh, _, { workload }) =>
      mesh.with("again", mesh.get(workload).type, mesh.get(workload).properties, { dependencies: [workload] }),
    twin: (mesh, _, { workload }) =>
      mesh
        .with("again", mesh.get(workload).type, mesh.get(workload).properties, { dependencies: [workload] })
        .change("again", { provider: { name: "another-cluster" } }),
  },
  {
    policy: OWNERS,
    what: "a label that two patches set",
    mutate: (mesh, plan) => labels(labels(mesh, plan, "labels", { team: "a" }), plan, "others", { team: "b" }),
    twin: (mesh, plan) => labels(labels(mesh, plan, "labels", { team: "a" }), plan, "others", { tier: "b" }),
  },
  {
    policy: OWNERS,
    what: "a patch of a Service's selector",
    mutate: (mesh, plan, { service }) => patch(mesh, plan, service, { selector: { app: "other" } }),
    twin: (mesh, plan, { service }) => patch(mesh, plan, service, { selector: { app: service } }),
  },
  {
    policy: OWNERS,
    what: "a patch of a Service's type",
    mutate: (mesh, plan, { service }) =>
      patch(mesh.set(service, "spec.type", "ClusterIP"), plan, service, { type: "LoadBalancer" }),
    twin: (mesh, plan, { service }) => patch(mesh, plan, service, { sessionAffinity: "ClientIP" }),
  },
  ...["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "Gateway", "ReferenceGrant"].map((kind): Mutation => ({
    policy: READ,
    what: `a ${kind} of the Gateway API`,
    mutate: (mesh, plan) => object(mesh, plan, `gateway.networking.k8s.io/v1:${kind}`, "door", {}),
    twin: (mesh, plan) => object(mesh, plan, `networking.k8s.io/v1:${kind}`, "door", {}),
  })),
  {
    policy: READ,
    what: "a kind of Istio's that nobody has heard of",
    mutate: (mesh, plan) => object(mesh, plan, "extensions.istio.io/v1alpha1:Unheard", "door", {}),
    twin: (mesh, plan) => object(mesh, plan, "extensions.example.io/v1alpha1:Unheard", "door", {}),
  },
];

function patch(mesh: TestStack, { namespace }: MeshPlan, name: string, spec: Properties): TestStack {
  return mesh.with("patch", "kubernetes:core/v1:ServicePatch", { metadata: { name, namespace }, spec });
}
