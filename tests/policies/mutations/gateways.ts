import { type Mutation } from "./mutation";

export const GATEWAYS_MUTATIONS: readonly Mutation[] = [
  {
    policy: "gateway-selectors-match",
    what: "a gateway that was renamed",
    mutate: (mesh) => mesh.set("istio-gateway", "name", "edge"),
  },
  {
    policy: "referenced-gateways-exist",
    what: "a Gateway that was renamed",
    mutate: (mesh) => mesh.set("bookinfo-gateway", "metadata.name", "other-gateway"),
  },
  {
    policy: "hosts-are-served-by-their-gateway",
    what: "a host that the gateway does not serve",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, "spec.hosts", ["elsewhere.example.org"]),
  },
  {
    policy: "gateways-serve-https",
    what: "plain HTTP that is not redirected any more",
    mutate: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers[0].tls"),
  },
  {
    policy: "gateways-serve-https",
    what: "HTTPS without a certificate",
    mutate: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers[1].tls.credentialName"),
  },
  {
    policy: "gateways-do-not-conflict",
    what: "a second Gateway for the same host",
    mutate: (mesh, plan) =>
      mesh.with(
        "second",
        mesh.get("bookinfo-gateway").type,
        { ...mesh.get("bookinfo-gateway").properties, metadata: { name: "second", namespace: plan.namespace } },
        { parent: "bookinfo" },
      ),
  },
];
