import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Route } from "../objects/virtual-service";
import { findKnown } from "../resources/subject";
import { type Place } from "../resources/value";
import { actionOf, isDryRun } from "../rules/applied-policies";

export const tokensAreChecked = definePolicy({
  name: "tokens-are-checked",
  description:
    "Tokens are read and demanded at the same pods. A RequestAuthentication alone lets through every request without a token; an AuthorizationPolicy or a route that asks for one where none is read finds none in any request.",
  severity: "critical",
  codes: ["IST0149"],
  url: "https://istio.io/latest/docs/reference/config/security/request_authentication/",
  remediationSteps:
    'have both for the same pods: a RequestAuthentication, and an AuthorizationPolicy with action DENY and from.source.notRequestPrincipals: ["*"], or ALLOW with requestPrincipals or a condition on request.auth.claims, for the paths that need a token.',
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => [
    ...view.requestAuthentications.map((object) => ({ kind: "reads" as const, object, resource: object.resource })),
    ...view.authorizationPolicies.map((object) => ({ kind: "demands" as const, object, resource: object.resource })),
    ...view.virtualServices.map((routes) => ({ kind: "routes" as const, routes, resource: routes.resource })),
  ],
  check(subject, { view, settings, report }) {
    if (subject.kind === "reads") {
      const problem = unasked(subject.object, view, settings.rootNamespace);
      if (problem) report(problem);
      return;
    }
    // In a mesh of another stack that one may read tokens for all.
    if (!view.hasIstiod) return;
    if (subject.kind === "routes") {
      const { routes } = subject;
      if (view.requestAuthentications.length === 0 && routes.httpRoutes().some(isByClaims))
        report(`${routes.title}: its routes are by claims of tokens, and no RequestAuthentication reads any`);
      return;
    }
    const { object } = subject;
    if (!namesTokens(object)) return;
    const reading = findKnown(view.requestAuthentications, (one) => maySharePods(one, object, settings.rootNamespace));
    if (reading.length === 0)
      report(`${object.title}: no RequestAuthentication for its pods reads tokens, so no request has one`);
  },
});

function unasked(authentication: KubernetesObject, view: StackView, rootNamespace: string): string | undefined {
  const rules = authentication.spec.at("jwtRules").items();
  // Who only hands what tokens say on to the application leaves it to that one what to demand.
  if (rules.length === 0 || rules.every(isForApplication)) return undefined;
  const demanding = findKnown(
    view.authorizationPolicies,
    (policy) => demandsToken(policy) && maySharePods(policy, authentication, rootNamespace),
  );
  if (demanding.length > 0 || isRoutedByClaims(view)) return undefined;
  return `${authentication.title}: no AuthorizationPolicy for its pods demands a token: requests without one are let through`;
}

/** Whether a policy's rules are about tokens in whatever way. */
function namesTokens({ spec }: KubernetesObject): boolean {
  const rules = spec.at("rules").items();
  const sources = rules.flatMap((rule) => rule.at("from").items()).map((from) => from.at("source"));
  return (
    sources.some((source) =>
      ["requestPrincipals", "notRequestPrincipals"].some((field) => source.at(field).items().length > 0),
    ) || rules.flatMap((rule) => rule.at("when").items()).some(isOfToken)
  );
}

function isOfToken(when: Place): boolean {
  return /^request\.auth\./.test(when.at("key").text() ?? "");
}

function isForApplication(rule: Place): boolean {
  return rule.at("outputClaimToHeaders").items().length > 0 || rule.at("outputPayloadToHeader").text() !== undefined;
}

/** Whatever an external authorizer demands it alone knows. */
function demandsToken(policy: KubernetesObject): boolean {
  const action = actionOf(policy);
  if (action === "CUSTOM") return true;
  if (isDryRun(policy) || (action !== "ALLOW" && action !== "DENY")) return false;
  return policy.spec
    .at("rules")
    .items()
    .some((rule) => namesToken(rule, action));
}

/**
 * An ALLOW rule lets in whoever has the token that it names, a DENY rule refuses whoever has not. A DENY rule that
 * names one refuses those who have it, which demands nothing.
 */
function namesToken(rule: Place, action: "ALLOW" | "DENY"): boolean {
  const sources = rule.at("from").items();
  const conditions = rule.at("when").items();
  const listed = (place: Place) => place.items().length > 0;
  return action === "ALLOW"
    ? sources.some((from) => listed(from.at("source", "requestPrincipals"))) ||
        conditions.some((when) => isOfToken(when) && listed(when.at("values")))
    : sources.some((from) => listed(from.at("source", "notRequestPrincipals"))) ||
        conditions.some((when) => isOfToken(when) && listed(when.at("notValues")));
}

/** Routes by claims (istio.io, JWT claim based routing) send those without a token elsewhere, or nowhere. */
function isRoutedByClaims(view: StackView): boolean {
  return findKnown(routes(view), isByClaims).length > 0;
}

function isByClaims({ place }: Route): boolean {
  const matches = place.at("match").items();
  return matches.some((match) =>
    match
      .at("headers")
      .entries()
      .some(([name]) => /^@request\.auth\./.test(name)),
  );
}

const routes = oncePerStack((view) => view.virtualServices.flatMap((virtualService) => virtualService.httpRoutes()));

/**
 * Whether two of Istio's policies may be for the same pods: one is in the other's namespace or in the root namespace,
 * and no label has to have two values. What is for targetRefs is for those alone.
 */
function maySharePods(a: KubernetesObject, b: KubernetesObject, rootNamespace: string): boolean {
  const isNear = a.namespace === b.namespace || [a.namespace, b.namespace].includes(rootNamespace);
  const [labels, others] = [scopeOf(a), scopeOf(b)];
  return isNear && Object.entries(labels).every(([name, value]) => !(name in others) || others[name] === value);
}

function scopeOf({ spec }: KubernetesObject): Readonly<Record<string, string>> {
  const targets = [spec.at("targetRef"), ...spec.at("targetRefs").items()].filter((place) => !place.isAbsent);
  // A target stands for a label that its pods have.
  const named = targets.map((target) => `${target.at("kind").text() ?? ""}/${target.at("name").text() ?? ""}`);
  return { ...spec.at("selector", "matchLabels").textMap(), ...(named.length > 0 && { target: named.sort().join() }) };
}
