import { type MeshPlan } from "../mesh-plan";
import { type TestStack } from "../test-stack";
import { type Mutation } from "./mutation";

const FIRST_ROUTE = "spec.http[0].route";

export const TRAFFIC_MUTATIONS: readonly Mutation[] = [
  {
    policy: "weights-add-up-to-100",
    what: "one more percent for the stable version",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST_ROUTE}[0].weight`, weightOf(mesh, routes, 0) + 1),
  },
  {
    policy: "weights-add-up-to-100",
    what: "half a percent",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST_ROUTE}[1].weight`, 0.5),
  },
  {
    policy: "weights-add-up-to-100",
    what: "a weight that was forgotten",
    mutate: (mesh, _, { routes }) => mesh.unset(routes, `${FIRST_ROUTE}[1].weight`),
  },
  {
    policy: "subsets-are-declared",
    what: "a mirror to a subset that is misspelt",
    mutate: (mesh, _, { routes, service }) =>
      mesh.set(routes, "spec.http[0].mirrors", [
        { destination: { host: service, subset: "v01" }, percentage: { value: 1 } },
      ]),
  },
  {
    policy: "subsets-are-declared",
    what: "a rule that loses its last subset",
    mutate: (mesh, plan, { versions, service }) =>
      mesh.unset(versions, `spec.subsets[${(plan.services[service] ?? []).length - 1}]`),
  },
  {
    policy: "subsets-select-workloads",
    what: "a subset with a label that no pod has",
    mutate: (mesh, _, { versions }) => mesh.set(versions, "spec.subsets[0].labels.version", "v99"),
  },
  {
    policy: "subsets-select-workloads",
    what: "a Service that selects other pods",
    mutate: (mesh, _, { service }) => mesh.set(service, "spec.selector.app", "others"),
  },
  {
    policy: "hosts-are-known",
    what: "a route to a Service that is not there",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST_ROUTE}[0].destination.host`, "nowhere-to-be-found"),
  },
  {
    policy: "hosts-are-known",
    what: "a rule for a Service that is not there",
    mutate: (mesh, plan) =>
      mesh.with(
        "stray",
        `kubernetes:networking.istio.io/${plan.api}:DestinationRule`,
        {
          apiVersion: `networking.istio.io/${plan.api}`,
          kind: "DestinationRule",
          metadata: { name: "stray", namespace: plan.namespace },
          spec: { host: "nowhere-to-be-found", trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
        },
        { parent: "security" },
      ),
  },
  {
    policy: "delegates-exist",
    what: "requests that are handed on to nobody",
    mutate: (mesh, _, { entrance }) =>
      mesh.set(entrance, "spec.http[0]", { match: [{ uri: { prefix: "/a" } }], delegate: { name: "nobody" } }),
  },
  {
    policy: "routes-end-in-a-default",
    what: "a default that got a match",
    mutate: (mesh, plan, { routes, service }) =>
      mesh.set(routes, `spec.http[${rulesOf(plan, service)}].match`, [{ uri: { prefix: "/api" } }]),
  },
  {
    policy: "routes-are-reachable",
    what: "a first rule that takes everything",
    mutate: (mesh, _, { routes }) => mesh.set(routes, "spec.http[0].match", [{ uri: { prefix: "/" } }]),
  },
  {
    policy: "hosts-have-one-owner",
    what: "a second set of routes for a host",
    mutate: (mesh, plan, { routes, versions }) =>
      mesh.with(
        "second",
        mesh.get(routes).type,
        { ...mesh.get(routes).properties, metadata: { name: "second", namespace: plan.namespace } },
        { parent: mesh.get(routes).parent ?? "", dependencies: [versions] },
      ),
  },
  {
    policy: "hosts-have-one-owner",
    what: "a route to one subset twice",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST_ROUTE}[1].destination.subset`, "v1"),
  },
  {
    policy: "splits-work-at-the-ingress",
    what: "a gateway's route to a host that is split",
    mutate: (mesh, _, { entrance, service }) => mesh.set(entrance, `${FIRST_ROUTE}[0].destination.host`, service),
  },
  {
    policy: "weighted-versions-have-capacity",
    what: "a version with weight that is scaled to 0",
    mutate: (mesh, _, { workload }) => mesh.set(workload, "spec.replicas", 0),
  },
  {
    policy: "canary-weight-is-capped",
    what: "a canary with almost half",
    mutate: (mesh, plan, { routes, service }) =>
      (plan.services[service] ?? []).reduce(
        (changed, _, index) => changed.set(routes, `${FIRST_ROUTE}[${index}].weight`, [55, 45][index] ?? 0),
        mesh,
      ),
  },
  {
    policy: "mesh-objects-wait-for-istio",
    what: "routes that do not wait for their subsets",
    mutate: (mesh, _, { routes }) => mesh.change(routes, { dependencies: [] }),
  },
  {
    policy: "mesh-objects-wait-for-istio",
    what: "a component that does not wait for Istio",
    mutate: (mesh) => mesh.change("security", { dependencies: [] }),
  },
  {
    policy: "service-ports-name-their-protocol",
    what: "a port with a name that is no protocol",
    mutate: (mesh, _, { service }) => mesh.set(service, "spec.ports[0].name", "web"),
  },
  {
    policy: "routes-are-resilient",
    what: "a timeout that was forgotten",
    mutate: (mesh, _, { routes }) => mesh.unset(routes, "spec.http[0].timeout"),
  },
  {
    policy: "routes-are-resilient",
    what: "more tries than the timeout has room for",
    mutate: (mesh, _, { routes }) => mesh.set(routes, "spec.http[0].retries.attempts", 4),
  },
  {
    policy: "routes-inject-no-faults",
    what: "a fault that was left in",
    mutate: (mesh, _, { routes }) =>
      mesh
        .set(routes, "spec.http[0].fault", { abort: { percentage: { value: 1 }, httpStatus: 500 } })
        .unset(routes, "spec.http[0].timeout")
        .unset(routes, "spec.http[0].retries"),
  },
  {
    policy: "routes-inject-no-faults",
    what: "a mirror of everything",
    mutate: (mesh, plan, { routes, service }) =>
      mesh.set(routes, "spec.http[0].mirror", {
        host: `${service}.${plan.namespace}.svc.cluster.local`,
        subset: "v1",
      }),
  },
];

function rulesOf({ splits }: MeshPlan, service: string): number {
  return splits.find((split) => split.service === service)?.rules.length ?? 0;
}

function weightOf(mesh: TestStack, routes: string, index: number): number {
  const { spec } = mesh.get(routes).properties as { spec: { http: { route: { weight: number }[] }[] } };
  return spec.http[0]?.route[index]?.weight ?? 0;
}
