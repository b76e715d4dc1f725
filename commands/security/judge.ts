import { X509Certificate } from "node:crypto";
import { TRUST_DOMAIN } from "../../mesh/security/authorization";
import { type Caller, callerName, type Target, targetName } from "../../mesh/security/calls";
import { expectation, identityOf, serverIdentity } from "../../mesh/security/reachability";
import { type SecurityPlan } from "../../mesh/security/security-plan";
import { type Attempt, type SeenCertificate } from "./agent/protocol";
import { type CertificateReport, type Observed, type PairReport } from "./report";

/** Ways in which a connection ends before there is an answer when a proxy or a server refuses it. */
const BROKEN_OFF: readonly string[] = ["ECONNRESET", "EPIPE", "EPROTO", "ECONNREFUSED", "socket hang up"];

/** What a proxy says in a host's place when it may not or cannot reach it. */
const NOT_REACHED: readonly number[] = [502, 503, 504];

/**
 * What a try shows about who may call whom. The API server answers by name those it lets nothing do, and a host outside
 * the mesh says what it likes: both count as an answer.
 */
export function outcomeOf(attempt: Attempt, target: Target): Observed {
  if (attempt.kind === "failed") {
    if (BROKEN_OFF.includes(attempt.reason)) return "broken off";
    return attempt.reason === "ETIMEDOUT" ? "no answer in time" : attempt.reason;
  }
  const { status } = attempt;
  if (target.kind === "external") return NOT_REACHED.includes(status) ? `status ${status}` : "answered";
  if (status >= 200 && status < 300) return "answered";
  if (status === 301 || status === 302 || status === 307 || status === 308) return "redirected";
  if (target.kind === "api-server" && (status === 401 || status === 403)) return "answered";
  return `status ${status}`;
}

/** A pair as it should be and as it was. It is right when every single try ended as it should. */
export function judgePair(
  plan: SecurityPlan,
  caller: Caller,
  target: Target,
  url: string,
  attempts: readonly Attempt[],
): PairReport {
  const { outcomes, why } = expectation(plan, caller, target);
  const observed: Record<string, number> = {};
  for (const attempt of attempts) {
    const outcome = outcomeOf(attempt, target);
    observed[outcome] = (observed[outcome] ?? 0) + 1;
  }
  return {
    caller: target.kind === "pod" ? `${callerName(caller)}, by pod address` : callerName(caller),
    target: targetName(target),
    column: target.kind === "service" || target.kind === "pod" ? target.service : targetName(target),
    url,
    expected: outcomes,
    why,
    observed,
    ok:
      attempts.length > 0 &&
      Object.keys(observed).every((outcome) => (outcomes as readonly string[]).includes(outcome)),
  };
}

/** The certificate of a caller in the mesh; undefined for callers that should have none. */
export function judgeOwn(
  plan: SecurityPlan,
  caller: Caller,
  seen: SeenCertificate | undefined,
): CertificateReport | undefined {
  const expected = identityOf(plan, caller);
  return expected === undefined
    ? undefined
    : { of: callerName(caller), seen: "own sidecar", expected, ...compared(expected, seen) };
}

/** The certificate that a service of the application shows. */
export function judgeShown(plan: SecurityPlan, service: string, seen: SeenCertificate | undefined): CertificateReport {
  const expected = serverIdentity(plan, service);
  return { of: service, seen: "shown to a client", expected, ...compared(expected, seen) };
}

/** The root of the mesh: the config's own, or one that istiod has made out to its trust domain. */
export function judgeRoot({ meshRoot }: SecurityPlan, pem: string | undefined): CertificateReport {
  const root = pem === undefined ? undefined : new X509Certificate(pem);
  const [expected, identity] =
    meshRoot.from === "config"
      ? [`SHA-256 ${meshRoot.sha256}`, root && `SHA-256 ${root.fingerprint256}`]
      : [`O=${TRUST_DOMAIN}`, root?.subject.replaceAll("\n", ", ")];
  return {
    of: "mesh root",
    seen: "told by istiod",
    expected,
    ...(identity !== undefined && { identity }),
    ...(root && { expires: new Date(root.validTo).toISOString() }),
    ok: identity === expected,
  };
}

function compared(expected: string, seen: SeenCertificate | undefined) {
  const [identity] = seen?.uris ?? [];
  return {
    ...(identity !== undefined && { identity }),
    ...(seen && { expires: seen.expires }),
    ok: identity === expected,
  };
}
