import { findKnown } from "../resources/subject";
import { type StackView } from "./stack-view";

/** What stands for the mesh's own trust domain in principals, whatever that is (istiod's trustdomain.Bundle). */
export const OWN_DOMAIN = "cluster.local";

/**
 * The trust domains that principals of the mesh may have: its own and the aliases of it. Undefined where the stack does
 * not install the mesh, or the mesh trusts the certificates of others.
 */
export function trustDomains(view: StackView): string[] | undefined {
  if (!view.hasIstiod) return undefined;
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  // One from plain manifests keeps its configuration in a ConfigMap, as text.
  if (istiods.length === 0) return undefined;
  const configs = istiods.map((release) => release.knownValues().at("meshConfig"));
  if (configs.some((config) => config.at("caCertificates").items().length > 0)) return undefined;
  const own = configs.flatMap((config) => config.at("trustDomain").text() ?? []);
  return [OWN_DOMAIN, ...own, ...configs.flatMap((config) => config.at("trustDomainAliases").texts())];
}
