import { serviceHost } from "./destination-rule";

/**
 * The full name that Istio makes of a host in a rule: a name without a dot is a Service of the rule's own namespace
 * (istio.io, Virtual Service, Destination.host). Everything else is taken as it is written, so the namespace, which may
 * not be known yet, is asked for only where it matters.
 */
export function fullHost(host: string, rule: { readonly namespace: string }): string {
  return host.includes(".") || host === "*" ? host : serviceHost(host, rule.namespace);
}
