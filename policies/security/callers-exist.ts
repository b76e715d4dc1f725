import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { accountsIn } from "../objects/identities";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { findKnown } from "../resources/subject";
import {
  type Caller,
  callersOf,
  type Name,
  type Wanted,
  wantedByAccount,
  wantedByNamespace,
  wantedByPrincipal,
} from "../rules/callers";

/** What stands for the mesh's own trust domain in principals, whatever that is (istiod's trustdomain.Bundle). */
const OWN_DOMAIN = "cluster.local";

/**
 * The trust domains that principals of the mesh may have: its own and the aliases of it. Undefined where the stack does
 * not install the mesh, or the mesh trusts the certificates of others.
 */
function trustDomains(view: StackView): string[] | undefined {
  if (!view.hasIstiod) return undefined;
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  // One from plain manifests keeps its configuration in a ConfigMap, as text.
  if (istiods.length === 0) return undefined;
  const configs = istiods.map((release) => release.knownValues().at("meshConfig"));
  if (configs.some((config) => config.at("caCertificates").items().length > 0)) return undefined;
  const own = configs.flatMap((config) => config.at("trustDomain").text() ?? []);
  return [OWN_DOMAIN, ...own, ...configs.flatMap((config) => config.at("trustDomainAliases").texts())];
}

export const callersExist = definePolicy({
  name: "callers-exist",
  description:
    "Every identity that an AuthorizationPolicy names is one that a workload can have: a ServiceAccount of its namespace, in the mesh's trust domain. A policy for an identity that nobody has allows nobody, or refuses nobody.",
  severity: "high",
  codes: ["KIA0106"],
  url: "https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source",
  remediationSteps:
    "name the account as TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT (the gateway chart's account has the release's name), or add the ServiceAccount; list one that exists without this stack in \"outsideIdentities\".",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {
    outsideIdentities: texts(
      ["istio-system/prometheus", "istio-system/kiali", "istio-system/grafana"],
      "Accounts that exist without this stack beside what it runs, as NAMESPACE/ACCOUNT; * stands for any characters.",
    ),
  },
  subjects: (view) => view.withPatches.authorizationPolicies,
  check(policy, { view, settings, each, report }) {
    each(callersOf(policy.spec), (caller) => {
      const text = caller.place.text();
      if (text === undefined) return;
      const problem = problemOf(wantedBy(caller, text, policy), view, settings.outsideIdentities);
      if (problem === undefined) return;
      report(`${policy.title}: nobody has the ${NAMES[caller.kind]} ${text} (${path(caller)}): it ${problem}`);
    });
  },
});

const NAMES: Readonly<Record<Caller["kind"], string>> = {
  principal: "principal",
  namespace: "namespace",
  serviceAccount: "service account",
};

function path({ place }: Caller): string {
  return place.path.replace(/^spec\./, "");
}

function wantedBy({ kind }: Caller, text: string, policy: KubernetesObject): Wanted {
  if (kind === "principal") return wantedByPrincipal(text);
  return kind === "namespace" ? wantedByNamespace(text) : wantedByAccount(text, policy.namespace);
}

/** Why nobody can be meant, as the end of a sentence; undefined also where others may know of somebody. */
function problemOf(wanted: Wanted, view: StackView, outside: readonly string[]): string | undefined {
  if (wanted.kind === "nobody") return wanted.why;
  const { trustDomain, namespace, account } = wanted;
  if (trustDomain !== undefined && !isOwnDomain(trustDomain, view)) return "is of another trust domain than the mesh's";
  if (namespace === undefined) return undefined;
  if (outside.some((pattern) => fits(pattern, `${namespace}/${account?.text ?? ""}`))) return undefined;

  const accounts = accountsIn(view, namespace);
  if (accounts === undefined) return elsewhereProblem(namespace, account, view);
  if (account === undefined || [...accounts].some((name) => isMeant(account, name))) return undefined;
  return `is none of the accounts in namespace ${namespace}`;
}

function isOwnDomain(trustDomain: string, view: StackView): boolean {
  return trustDomain === OWN_DOMAIN || (trustDomains(view)?.includes(trustDomain) ?? true);
}

function isMeant({ text, isStart }: Name, name: string): boolean {
  return isStart ? name.startsWith(text) : name === text;
}

/**
 * Of a namespace in which nothing of the stack runs nothing is known, but where the stack installs Istio its gateways
 * are the stack's: one that is named in another namespace is not there.
 */
function elsewhereProblem(namespace: string, account: Name | undefined, view: StackView): string | undefined {
  if (!view.hasIstiod) return undefined;
  const gateways = findKnown(view.releases, ({ isGateway }) => isGateway);
  if (account === undefined) {
    const isOfIstio = namespace.startsWith("istio-") && gateways.length > 0;
    return isOfIstio && view.namespacesNamed(namespace).length === 0
      ? `holds nothing of the stack, whose gateways are in ${namespacesOf(gateways)}`
      : undefined;
  }
  const same = gateways.filter((release) => isMeant(account, release.gatewayAccount()));
  return same.length > 0 ? `is an account of namespace ${namespacesOf(same)}` : undefined;
}

function namespacesOf(items: readonly { readonly namespace: string }[]): string {
  return [...new Set(items.map(({ namespace }) => namespace))].join(", ");
}
