import { hostCovers, mostSpecific } from "../../mesh/security/client-tls";
import { type DestinationRule } from "../objects/destination-rule";
import { isExportedTo, isExportedToAll } from "../objects/exports";
import { serviceOf } from "../objects/host";

/**
 * The DestinationRules that clients in a namespace follow for a host: their own namespace's, else those that the
 * Service's namespace or else the root namespace exports to them; of these the most specific ones (Istio's
 * PushContext.destinationRule).
 *
 * @param host a full name; what is not a Service of the cluster may be exported from any namespace
 * @param client whatever tells the clients' namespace, which is asked for only where it matters
 * @throws NotKnown when host, namespace or exportTo of one that might be followed is unknown
 */
export function followedRules(
  rules: readonly DestinationRule[],
  host: string,
  client: { readonly namespace: string },
  rootNamespace: string,
): DestinationRule[] {
  const everybodys = rulesForAll(rules, host);
  if (everybodys) return everybodys;
  const covering = coveringRules(rules, host);
  const server = serviceOf(host)?.namespace;
  const { namespace } = client;
  const own = covering.filter(({ object }) => object.namespace === namespace);
  const exported = covering.filter(({ object }) => isExportedTo(object, namespace));
  const nearServer = exported.filter(({ object }) => server === undefined || object.namespace === server);
  const root = exported.filter(({ object }) => object.namespace === rootNamespace);
  const nearest = [namespace === rootNamespace ? [] : own, nearServer, root].find((found) => found.length > 0) ?? [];
  return mostSpecific(nearest, host, (rule) => rule.host);
}

/** The rules that clients follow for a host wherever they are, or undefined where it matters where. */
export function rulesForAll(rules: readonly DestinationRule[], host: string): DestinationRule[] | undefined {
  const covering = coveringRules(rules, host);
  const server = serviceOf(host)?.namespace;
  const areForAll = covering.every(({ object }) => isExportedToAll(object) && object.namespace === server);
  return areForAll ? mostSpecific(covering, host, (rule) => rule.host) : undefined;
}

function coveringRules(rules: readonly DestinationRule[], host: string): DestinationRule[] {
  return rules.filter((rule) => rule.host !== undefined && hostCovers(rule.host, host));
}
