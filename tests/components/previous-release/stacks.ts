import { makeAuthority } from "../../mesh/security/authority";
import { answers } from "../cluster/eks-answers";
import { record, type Recording } from "../recorder";
import { asProgramSeesIt, onCluster, type StackConfig, stackConfig, type TestCluster } from "../stack";

/** The stacks of which the previous release's resources are kept beside this file. */
export const STACKS = ["dev", "local", "sandbox"] as const;

export type Stack = (typeof STACKS)[number];

/** A service that others deploy, called by sidecars and through their gateway. */
const CATALOG = {
  namespace: "shop",
  port: 8080,
  versions: { v1: { version: "v1" } },
  gateway: { name: "shop/front", hosts: ["shop.example.com"] },
};

/** What a cluster has of it, as far as the program looks. */
const CATALOG_OBJECTS = {
  "/api/v1/namespaces/shop/services/catalog": { metadata: { name: "catalog" }, spec: { ports: [{ port: 8080 }] } },
  "/api/v1/namespaces/shop/pods": { items: [{ metadata: { name: "catalog-v1" } }] },
};

/**
 * Runs the program for a stack's config with so much security, egress and services on top that every component is in
 * it.
 */
export function recordWhole(stack: Stack, cluster: TestCluster): Promise<Recording> {
  const onEks = stack === "dev";
  const { cert, key, root } = makeAuthority("authority.test");
  Object.assign(cluster.objects, CATALOG_OBJECTS);
  const config = onEks ? stackConfig(stack) : onCluster(stackConfig(stack), cluster);
  return record(
    asProgramSeesIt({
      ...config,
      "bookinfo-mesh:caKey": key,
      "bookinfo-mesh:services": { catalog: CATALOG },
      "bookinfo-mesh:traffic": {
        ...(config["bookinfo-mesh:traffic"] as StackConfig),
        catalog: { default: { v1: 100 } },
      },
      "bookinfo-mesh:istio": withTls(config["bookinfo-mesh:istio"] as StackConfig, onEks),
      "bookinfo-mesh:security": {
        authorization: "enforced",
        clientTls: "mutual",
        clientRules: [{ host: "orders.legacy.svc.cluster.local", tls: "DISABLE", reason: "no sidecar" }],
        exceptions: [{ workload: "ratings", port: 9080, reason: "a job without sidecar" }],
        jwt: { issuer: "https://issuer.example.com", jwksUri: "https://issuer.example.com/keys", required: ["/api/*"] },
        caCertificates: { cert, root },
      },
      "bookinfo-mesh:egress": {
        policy: "REGISTRY_ONLY",
        via: "gateway",
        hosts: [
          { host: "api.example.com", ports: [{ number: 80, protocol: "HTTP", tls: "originate", caSecret: "api-ca" }] },
          { host: "example.org", ports: [{ number: 443, protocol: "HTTPS" }] },
        ],
      },
    }),
    { ...(onEks && answers), encrypted: ["bookinfo-mesh:caKey"] },
  );
}

function withTls(istio: StackConfig, onEks: boolean): StackConfig {
  const acmCertificateArn = "arn:aws:acm:ap-northeast-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";
  const tls = onEks ? { acmCertificateArn } : { credentialName: "bookinfo-certificate" };
  return { ...istio, gateway: { ...(istio["gateway"] as StackConfig | undefined), tls } };
}
