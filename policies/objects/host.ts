import { hostCovers } from "../../mesh/security/client-tls";

/** The domain of a cluster's Services unless the cluster was set up with another one. */
const CLUSTER_DOMAIN = "svc.cluster.local";

/** The Service and namespace in a full name, if it is one of the cluster's. */
export function serviceOf(host: string): { readonly service: string; readonly namespace: string } | undefined {
  const [service, namespace, ...domain] = host.split(".");
  if (service === undefined || namespace === undefined || domain.join(".") !== CLUSTER_DOMAIN) return undefined;
  return { service, namespace };
}

/** Whether some name fits both hosts. */
export function hostsOverlap(a: string, b: string): boolean {
  return hostCovers(a, b) || hostCovers(b, a);
}

/** A name and the wildcards that it fits, the closest first: `a.b.c`, `*.b.c`, `*.c`, `*`. */
export function namesFitting(host: string): string[] {
  const labels = host.split(".");
  return [host, ...labels.map((_, index) => ["*", ...labels.slice(index + 1)].join("."))];
}
