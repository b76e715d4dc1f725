import { demandsToken, mayCall, mayCallWithoutIdentity, principal } from "./authorization";
import { BOOKINFO_PORT } from "../bookinfo";
import { type Caller, type Target, type WithinCluster } from "./calls";
import { API_SERVER_HOST, clientTlsTowards } from "./client-tls";
import { serviceHost } from "../traffic/destination-rule";
import { takesPlainText } from "./peer-authentication";
import { type SecurityPlan } from "./security-plan";

/**
 * How a call ends: answered by the target, redirected, refused with a status by a proxy or the gateway, or broken off
 * before there was an answer.
 */
export type Outcome = "answered" | "redirected" | "status 403" | "status 404" | "status 502" | "broken off";

/** What should come of a call. */
export interface Expectation {
  /** Any of these is as it should be; more than one where it depends on the port what Istio does. */
  readonly outcomes: readonly [Outcome, ...Outcome[]];
  readonly why: string;
}

/** What should come of a call, from the plan alone. */
export function expectation(plan: SecurityPlan, caller: Caller, target: Target): Expectation {
  switch (target.kind) {
    case "service":
    case "pod":
      return caller.kind === "outside"
        ? throughTheGateway(plan, caller.scheme, target.service, target.path)
        : callOfWorkload(plan, caller, target.service);
    case "api-server":
      return callOfApiServer(plan, caller);
    case "external":
      return callOut(plan, caller, target.listed);
  }
}

function throughTheGateway(plan: SecurityPlan, scheme: "http" | "https", service: string, path: string): Expectation {
  if (plan.redirect && scheme === "http") return expect("redirected", "the gateway serves HTTPS alone");
  if (demandsToken({ required: plan.tokenPaths }, path)) return expect("status 403", "the path demands a token");
  return service === "productpage"
    ? expect("answered", "the gateway is the way in")
    : expect("status 404", "the gateway has no route to it");
}

function callOfWorkload(plan: SecurityPlan, caller: WithinCluster, service: string): Expectation {
  if (caller.kind === "mesh") {
    // The config takes no client rule by which sidecars would call the application in a way that it does not take.
    if (plan.authorization === "none") return expect("answered", "anyone in the mesh may call");
    return mayCall(plan, caller.name, service)
      ? expect("answered", "mutual TLS, and its certificate may call")
      : expect("status 403", "its certificate may not call");
  }
  if (!takesPlainText(plan, service, BOOKINFO_PORT)) return expect("broken off", "mutual TLS is demanded");
  return mayCallWithoutIdentity(plan, service, BOOKINFO_PORT)
    ? expect("answered", "plain text is taken")
    : expect("status 403", "it has no certificate");
}

function callOfApiServer(plan: SecurityPlan, caller: Caller): Expectation {
  if (caller.kind === "plain") return expect("answered", "no sidecar stands between");
  const rule = clientTlsTowards(plan, API_SERVER_HOST);
  if (rule === "ISTIO_MUTUAL") return expect("broken off", "its sidecar wants mutual TLS of a server without sidecar");
  if (rule === "SIMPLE") return expect("broken off", "its sidecar wraps TLS in TLS");
  return rule === undefined
    ? expect("answered", "Istio sees that the API server has no sidecar")
    : expect("answered", `a rule says tls ${rule}`);
}

function callOut({ egress }: SecurityPlan, caller: Caller, listed: boolean): Expectation {
  if (caller.kind === "plain") return expect("answered", "no sidecar stands between");
  if (listed) return expect("answered", "the host is listed");
  if (egress.policy === "ALLOW_ANY") return expect("answered", "sidecars let out calls to any host");
  // Where workloads speak HTTP on the port, their sidecars answer in the host's place; elsewhere they break off.
  return { outcomes: ["status 502", "broken off"], why: "the host is not listed" };
}

function expect(outcome: Outcome, why: string): Expectation {
  return { outcomes: [outcome], why };
}

/** The SPIFFE identity in a caller's certificate; undefined for callers that have none. */
export function identityOf(plan: SecurityPlan, caller: Caller): string | undefined {
  return caller.kind === "mesh" ? `spiffe://${principal(caller.name, plan)}` : undefined;
}

/** The SPIFFE identity in the certificate that a service of the application shows. */
export function serverIdentity(plan: SecurityPlan, service: string): string {
  return `spiffe://${principal(service, plan)}`;
}

/** The full host name of a service of the application. */
export function hostOf({ namespace }: SecurityPlan, service: string): string {
  return serviceHost(service, namespace);
}
