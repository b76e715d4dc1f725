import { hostCovers, mostSpecific } from "../../mesh/security/client-tls";
import { type DestinationRule } from "../objects/destination-rule";
import { serviceOf } from "../objects/host";

/**
 * The DestinationRules that clients in a namespace follow for a host: their own namespace's, else those that the
 * Service's namespace or else the root namespace exports to them; of these the most specific ones (Istio's
 * PushContext.destinationRule).
 *
 * @param host a full name; what is no Service of the cluster may be exported from any namespace
 * @param client whatever tells the clients' namespace, which is asked for only where it matters
 * @throws NotKnown when host, namespace or exportTo of one that might be followed is unknown
 */
export function followedRules(
  rules: readonly DestinationRule[],
  host: string,
  client: { readonly namespace: string },
  rootNamespace: string,
): DestinationRule[] {
  const covering = rules.filter((rule) => rule.host !== undefined && hostCovers(rule.host, host));
  const server = serviceOf(host)?.namespace;
  // Whoever the client is, it follows these.
  if (covering.every((rule) => isPublic(rule) && rule.object.namespace === server)) {
    return mostSpecific(covering, host, (rule) => rule.host);
  }
  const { namespace } = client;
  const own = covering.filter(({ object }) => object.namespace === namespace);
  const exported = covering.filter((rule) => isPublic(rule) || isExported(rule, namespace));
  const nearServer = exported.filter(({ object }) => server === undefined || object.namespace === server);
  const root = exported.filter(({ object }) => object.namespace === rootNamespace);
  const nearest = [namespace === rootNamespace ? [] : own, nearServer, root].find((found) => found.length > 0) ?? [];
  return mostSpecific(nearest, host, (rule) => rule.host);
}

function isExported({ object }: DestinationRule, client: string): boolean {
  const to = object.spec.at("exportTo").texts();
  return to.includes(client) || (to.includes(".") && object.namespace === client);
}

function isPublic({ object }: DestinationRule): boolean {
  const to = object.spec.at("exportTo").texts();
  return to.length === 0 || to.includes("*");
}
