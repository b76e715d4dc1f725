/**
 * The host that a name in one of Istio's objects means: a name without a dot is that of a Service in the object's own
 * namespace (istio.io/istio, ResolveShortnameToFQDN). `reviews.shop` and `reviews.shop.svc` are no names of a Service to
 * Istio, which takes them as they are.
 */
export function hostOf(name: string, namespace: string): string {
  return name === "" || name.includes(".") || name.includes(":") || name === "*"
    ? name
    : `${name}.${namespace}.svc.cluster.local`;
}

/** Whether a host, which may begin with a wildcard (`*.shop.svc.cluster.local`), is for another one. */
export function isHostFor(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith("*") && host.endsWith(pattern.slice(1)));
}
