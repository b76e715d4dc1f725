import { type Mutation } from "./mutation";

export const SECURITY_MUTATIONS: readonly Mutation[] = [
  {
    policy: "peer-authentication-is-strict",
    what: "one port that takes plain text",
    mutate: (mesh, plan, { service }) => {
      const { type, properties } = mesh.get("mesh-mtls");
      const spec = { selector: { matchLabels: { app: service } }, portLevelMtls: { "9080": { mode: "PERMISSIVE" } } };
      const own = { ...properties, metadata: { name: "own", namespace: plan.namespace }, spec };
      return mesh.with("own-mtls", type, own, { parent: "security" });
    },
  },
  {
    policy: "strict-mtls-is-in-force",
    what: "no PeerAuthentication any more",
    mutate: (mesh) => mesh.without("mesh-mtls"),
  },
  {
    policy: "destinations-use-mutual-tls",
    what: "plain text to one subset",
    mutate: (mesh, _, { versions }) =>
      mesh.set(versions, "spec.subsets[0].trafficPolicy", { tls: { mode: "DISABLE" } }),
  },
  {
    policy: "destinations-use-mutual-tls",
    what: "one-sided TLS to one port",
    mutate: (mesh, _, { versions }) =>
      mesh.set(versions, "spec.trafficPolicy.portLevelSettings", [{ port: { number: 9080 }, tls: { mode: "SIMPLE" } }]),
  },
  {
    policy: "workload-namespaces-are-injected",
    what: "a namespace that loses its label",
    mutate: (mesh) => mesh.unset("injection", "metadata.labels"),
  },
  {
    policy: "workload-namespaces-are-injected",
    what: "a namespace with both labels",
    mutate: (mesh) =>
      mesh.set("injection", "metadata.labels", { "istio-injection": "enabled", "istio.io/rev": "canary" }),
  },
  {
    policy: "workloads-keep-their-sidecar",
    what: "a workload that opts out",
    mutate: (mesh, _, { workload }) =>
      mesh.set(workload, ["spec", "template", "metadata", "labels", "sidecar.istio.io/inject"], "false"),
  },
  {
    policy: "workloads-keep-their-sidecar",
    what: "a port that is led past the sidecar",
    mutate: (mesh, _, { workload }) =>
      mesh.set(workload, "spec.template.metadata.annotations", {
        "traffic.sidecar.istio.io/excludeOutboundPorts": "3306",
      }),
  },
  {
    policy: "namespaces-deny-by-default",
    what: "policies that only refuse",
    mutate: (mesh) => mesh.without("allow-nothing").set("allow-bookinfo", "spec.action", "DENY"),
  },
];
