/**
 * What Istio makes of security objects, read off the objects alone and written down from Istio's reference, apart from
 * the code that is tested: PeerAuthentication (which of several holds), AuthorizationPolicy (how ALLOW policies add
 * up), DestinationRule (the most specific host holds alone).
 */
import {
  type AuthorizationPolicySpec,
  type DestinationRuleSpec,
  type PeerAuthenticationSpec,
} from "../../../mesh/istio/istio-types";
import { type NamedSpec } from "../../../mesh/security/peer-authentication";

/**
 * Whether a pod takes plain text on a port: port, then workload, then namespace, then root namespace; else permissive.
 */
export function plainTextTaken(
  objects: readonly NamedSpec<PeerAuthenticationSpec>[],
  pod: { readonly app: string; readonly namespace: string; readonly port: number },
): boolean {
  const selecting = objects.filter(
    ({ namespace, spec }) => namespace === pod.namespace && spec.selector?.matchLabels?.["app"] === pod.app,
  );
  if (selecting.length > 1) throw new Error("Istio applies only the oldest of several that select one workload");
  const wide = (namespace: string) => objects.find((one) => one.namespace === namespace && !one.spec.selector)?.spec;
  const mode =
    selecting[0]?.spec.portLevelMtls?.[String(pod.port)]?.mode ??
    selecting[0]?.spec.mtls?.mode ??
    wide(pod.namespace)?.mtls?.mode ??
    wide("istio-system")?.mtls?.mode ??
    "PERMISSIVE";
  return mode !== "STRICT";
}

/** Whether a request passes: with no policy that selects the pod always, else when a rule of one of them fits. */
export function authorized(
  objects: readonly NamedSpec<AuthorizationPolicySpec>[],
  request: { readonly app: string; readonly namespace: string; readonly port: number; readonly principal?: string },
): boolean {
  const selecting = objects.filter(({ namespace, spec }) => {
    const labels = spec.selector?.matchLabels;
    return namespace === request.namespace && (labels === undefined || labels["app"] === request.app);
  });
  if (selecting.length === 0) return true;
  return selecting.some(({ spec }) =>
    (spec.rules ?? []).some(
      ({ from, to }) =>
        (from ?? []).some(({ source }) => fits(source?.principals, source?.notPrincipals, request.principal)) &&
        (to === undefined || to.some(({ operation }) => operation?.ports?.includes(String(request.port)))),
    ),
  );
}

/** `*` fits whatever is there, and nothing where there is nothing. */
function fits(allowed: string[] | undefined, denied: string[] | undefined, principal: string | undefined): boolean {
  const among = (names: string[]) => principal !== undefined && (names.includes("*") || names.includes(principal));
  return (allowed === undefined || among(allowed)) && (denied === undefined || !among(denied));
}

/** The TLS mode of the most specific rule for a host. */
export function clientMode(objects: readonly NamedSpec<DestinationRuleSpec>[], host: string): string | undefined {
  const fitting = objects.filter(({ spec }) =>
    spec.host.startsWith("*") ? host.endsWith(spec.host.slice(1)) : spec.host === host,
  );
  const [best] = fitting.toSorted((a, b) => b.spec.host.length - a.spec.host.length);
  return best?.spec.trafficPolicy?.tls?.mode;
}
