import { hostSlug } from "../istio/host-name";
import { ISTIO_NAMESPACE } from "../istio/istio-namespace";
import { type DestinationRuleSpec } from "../istio/istio-types";
import { type ClientTls } from "../traffic/destination-rule";
import { type NamedSpec } from "./peer-authentication";
import { type ClientRule, type MutualTlsMode, type SecurityConfig } from "./security";

/** The API server as workloads know it. */
export const API_SERVER_HOST = "kubernetes.default.svc.cluster.local";

/** Every Service of the cluster, as a wildcard that Istio takes. */
export const CLUSTER_HOSTS = "*.local";

/**
 * The DestinationRules that say how sidecars connect to what Istio can't know by itself: all in the root namespace,
 * where they hold for clients in every namespace. Of two that fit a host Istio applies the more specific one alone.
 */
export function clientTlsRules({
  apiServerTls,
  clientRules,
}: Pick<SecurityConfig, "apiServerTls" | "clientRules">): NamedSpec<DestinationRuleSpec>[] {
  return [
    ...(apiServerTls === "disable" ? [rule("api-server", API_SERVER_HOST, "DISABLE")] : []),
    ...clientRules.map(({ host, tls, reason }) => ({ ...rule(`client-${hostSlug(host)}`, host, tls), reason })),
  ];
}

/**
 * The DestinationRule that makes sidecars use mutual TLS towards every other host of the cluster, where that is asked
 * for.
 */
export function meshWideTlsRule(clientTls: SecurityConfig["clientTls"]): NamedSpec<DestinationRuleSpec> | undefined {
  return clientTls === "mutual" ? rule("mesh-clients", CLUSTER_HOSTS, "ISTIO_MUTUAL") : undefined;
}

/** How sidecars connect to the application's services. Where plain text is taken too, Istio decides per workload. */
export function applicationTls(mtls: MutualTlsMode, clientTls: SecurityConfig["clientTls"]): ClientTls {
  return mtls === "permissive" && clientTls === "auto" ? undefined : "ISTIO_MUTUAL";
}

/**
 * How sidecars are told to connect to a host of the cluster; undefined where that is left to Istio. A rule for the host
 * itself takes the place of this one, and has to say the same.
 */
export function clientTlsTowards(
  security: Pick<SecurityConfig, "apiServerTls" | "clientRules" | "clientTls">,
  host: string,
): ClientTls {
  const rules = [...clientTlsRules(security), meshWideTlsRule(security.clientTls)];
  const named = mostSpecific(
    rules.flatMap((one) => (one ? [one.spec] : [])),
    host,
    (one) => one.host,
  );
  // They are of no other mode than those that the config knows.
  return named[0]?.trafficPolicy?.tls?.mode as ClientTls;
}

function rule(name: string, host: string, mode: ClientRule["tls"]): NamedSpec<DestinationRuleSpec> {
  return { name, namespace: ISTIO_NAMESPACE, spec: { host, trafficPolicy: { tls: { mode } } } };
}

/** Whether each name that fits `inner` fits `outer` too; either may start with a wildcard label. */
export function hostCovers(outer: string, inner: string): boolean {
  if (outer === "*") return true;
  return outer.startsWith("*") ? inner.endsWith(outer.slice(1)) : outer === inner;
}

/**
 * Of the items whose hosts cover a name those with the most specific host: Istio applies them alone.
 *
 * @param hostOf an item's full host, which may start with a wildcard; one without a host covers nothing
 */
export function mostSpecific<T>(items: readonly T[], host: string, hostOf: (item: T) => string | undefined): T[] {
  const covering = items.filter((item) => hostCovers(hostOf(item) ?? "", host));
  const rank = (item: T) => (hostOf(item) === host ? Infinity : (hostOf(item) ?? "").length);
  const best = Math.max(...covering.map(rank));
  return covering.filter((item) => rank(item) === best);
}
