import { type Mutation } from "./mutation";

const CONTAINER = "spec.template.spec.containers[0]";

export const PLATFORM_MUTATIONS: readonly Mutation[] = [
  {
    policy: "istio-releases-agree",
    what: "a gateway of another version",
    mutate: (mesh) => mesh.set("istio-gateway", "version", "1.27.99"),
  },
  {
    policy: "istio-releases-agree",
    what: "a range of versions",
    mutate: (mesh) => mesh.set("istiod", "version", ">=1.20"),
  },
  {
    policy: "istio-releases-undo-failures",
    what: "a release that leaves a failed upgrade behind",
    mutate: (mesh) => mesh.unset("istiod", "atomic"),
  },
  {
    policy: "kubernetes-provider-is-explicit",
    what: "whichever cluster is at hand",
    mutate: (mesh, _, { workload }) => mesh.change(workload, { provider: { name: "default_4_34_2" } }),
  },
  {
    policy: "workloads-are-hardened",
    what: "an image of the day",
    mutate: (mesh, _, { workload }) => mesh.set(workload, `${CONTAINER}.image`, "example.com/app:latest"),
  },
  {
    policy: "workloads-are-hardened",
    what: "the sidecar's user",
    mutate: (mesh, _, { workload }) => mesh.set(workload, `${CONTAINER}.securityContext.runAsUser`, 1337),
  },
  {
    policy: "workloads-tolerate-disruption",
    what: "a budget that is gone",
    mutate: (mesh, _, { workload }) => mesh.without(`${workload}-budget`),
  },
];
