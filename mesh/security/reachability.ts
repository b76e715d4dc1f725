import { configPath } from "../config-path";
import { CALLERS, demandsToken, GATEWAY, mayCall, mayCallWithoutIdentity, principal } from "./authorization";
import { BOOKINFO_PORT } from "../bookinfo";
import { API_SERVER_HOST, clientTlsRules, hostCovers, meshWideTlsRule, mostSpecific } from "./client-tls";
import { certificateFingerprint } from "./ca-certificates";
import { type MeshConfig, type MutualTlsMode } from "../config";
import { serviceHost } from "../traffic/destination-rule";
import { type EgressConfig, type EgressPort } from "./egress";
import { ISTIO_NAMESPACE } from "../istio/istio-namespace";
import { type GatewayConfig } from "./ingress";
import { takesPlainText } from "./peer-authentication";
import { type JwtConfig, type SecurityConfig } from "./security";

/** All that decides who can reach what, without anything secret: what a stack tells about its security. */
export interface SecurityPlan extends Omit<SecurityConfig, "jwt" | "authority"> {
  readonly mtls: MutualTlsMode;
  readonly egress: EgressConfig;
  /** The application's namespace. */
  readonly namespace: string;
  readonly gatewayNamespace: string;
  /** The port of plain HTTP at the gateway's address. */
  readonly httpPort: number;
  /** Whether the gateway serves HTTPS. */
  readonly https: boolean;
  /** Whether the gateway answers plain HTTP with nothing but the way to HTTPS. */
  readonly redirect: boolean;
  /** Paths at the gateway that take no request without a token. */
  readonly tokenPaths: JwtConfig["required"];
  readonly meshRoot: MeshRoot;
  /** The Secrets that the config names and somebody else makes. */
  readonly secrets: readonly NamedSecret[];
}

/** Where the mesh's root comes from: istiod made it, or the stack's config has it, with this SHA-256. */
export type MeshRoot = { readonly from: "istiod" } | { readonly from: "config"; readonly sha256: string };

/** A Secret, and the key of the config that names it. */
export interface NamedSecret {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
}

/** The security of a whole configuration. */
export function securityPlan({ mtls, security, egress, bookinfo, istio }: MeshConfig): SecurityPlan {
  const { jwt, authority, ...rest } = security;
  return {
    ...rest,
    mtls,
    egress,
    namespace: bookinfo.namespace,
    gatewayNamespace: istio.gateway.namespace,
    httpPort: istio.gateway.service === "NodePort" ? istio.gateway.nodePort : 80,
    https: istio.gateway.tls !== undefined,
    redirect: istio.gateway.tls?.redirect ?? false,
    tokenPaths: jwt?.required ?? [],
    meshRoot: authority ? { from: "config", sha256: certificateFingerprint(authority.root) } : { from: "istiod" },
    secrets: [...gatewaySecrets(istio.gateway), ...egressSecrets(egress)],
  };
}

function gatewaySecrets({ tls, namespace }: GatewayConfig): NamedSecret[] {
  if (!tls || !("credentialName" in tls)) return [];
  return [{ key: configPath(["istio", "gateway", "tls", "credentialName"]), namespace, name: tls.credentialName }];
}

function egressSecrets({ hosts }: EgressConfig): NamedSecret[] {
  return hosts.flatMap(({ ports }, index) =>
    ports.flatMap(({ caSecret }, at) => {
      const key = configPath(["egress", "hosts", index, "ports", at, "caSecret"]);
      return caSecret === undefined ? [] : [{ key, namespace: ISTIO_NAMESPACE, name: caSecret }];
    }),
  );
}

/**
 * Who calls: somebody outside the cluster by way of the gateway's address, the gateway itself or a workload (each by its
 * certificate), or a pod without a sidecar.
 */
export type Caller =
  | { readonly kind: "outside"; readonly scheme: "http" | "https" }
  | { readonly kind: "mesh"; readonly name: string }
  | { readonly kind: "plain" };

/** A caller that is not outside. */
type WithinCluster = Exclude<Caller, { kind: "outside" }>;

/** What is called. */
export type Target =
  | { readonly kind: "service"; readonly service: string; readonly path: string }
  | { readonly kind: "pod"; readonly service: string; readonly path: string }
  | { readonly kind: "api-server" }
  | { readonly kind: "external"; readonly url: string; readonly listed: boolean };

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

/** A path of each service that answers 200 in any of its versions. */
export const PROBE_PATHS: Readonly<Record<string, string>> = {
  productpage: "/productpage",
  details: "/details/0",
  reviews: "/reviews/0",
  ratings: "/ratings/0",
};

/** Everyone who calls, in the order of the table. */
export function callers({ https }: SecurityPlan): Caller[] {
  return [
    { kind: "outside", scheme: "http" },
    ...(https ? [{ kind: "outside", scheme: "https" } as const] : []),
    { kind: "plain" },
    ...[GATEWAY, ...Object.keys(CALLERS)].map((name) => ({ kind: "mesh", name }) as const),
  ];
}

/**
 * What a caller is tried against. Nobody outside can name a pod, the API server or another host by way of the gateway; and
 * a pod's own address says something new only of a caller without a sidecar.
 */
export function targets(plan: SecurityPlan, caller: Caller, outside: readonly string[]): Target[] {
  const services = Object.entries(PROBE_PATHS).map(([service, path]) => ({ kind: "service", service, path }) as const);
  if (caller.kind === "outside") return services;
  return [
    ...services,
    ...(caller.kind === "plain" ? services.map((target) => ({ ...target, kind: "pod" }) as const) : []),
    { kind: "api-server" },
    ...listedUrls(plan.egress, caller).map((url) => ({ kind: "external", url, listed: true }) as const),
    ...furtherUrls(plan.egress, caller, outside).map(
      (url) => ({ kind: "external", url, listed: isListed(plan.egress, url) }) as const,
    ),
  ];
}

/** Of the addresses that somebody named those that are not tried as listed ones, and for which there is something to expect. */
function furtherUrls(egress: EgressConfig, caller: WithinCluster, outside: readonly string[]): string[] {
  const tried = listedUrls(egress, caller).map((url) => new URL(url).href);
  return outside.filter((url) => {
    const port = listedPort(egress, url);
    return !tried.includes(new URL(url).href) && (caller.kind === "mesh" || !port?.tls);
  });
}

/**
 * An address of each listed host and port that speaks HTTP, in the clear or in TLS. Wildcards have no address to call; and
 * where a proxy originates TLS, what a caller without one gets on that port is not the mesh's to say.
 */
export function listedUrls({ hosts }: EgressConfig, caller: WithinCluster): string[] {
  return hosts
    .filter(({ host }) => !host.startsWith("*"))
    .flatMap(({ host, ports }) =>
      ports
        .filter(
          ({ protocol, tls }) => protocol === "HTTPS" || (protocol === "HTTP" && (caller.kind === "mesh" || !tls)),
        )
        .map(({ number, protocol }) => `${protocol.toLowerCase()}://${host}:${number}/`),
    );
}

/** Whether a host and port outside the mesh is listed, by itself or by a wildcard. */
export function isListed(egress: Pick<EgressConfig, "hosts">, url: string): boolean {
  return listedPort(egress, url) !== undefined;
}

function listedPort({ hosts }: Pick<EgressConfig, "hosts">, url: string): EgressPort | undefined {
  const { hostname, protocol, port } = new URL(url);
  const number = Number(port) || (protocol === "https:" ? 443 : 80);
  const ports = hosts.filter(({ host }) => hostCovers(host, hostname)).flatMap((one) => one.ports);
  return ports.find((listed) => listed.number === number);
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

/** How sidecars are told to connect to a host of the cluster; undefined where that is left to Istio. */
function clientTlsTowards(plan: SecurityPlan, host: string): string | undefined {
  const rules = [...clientTlsRules(plan), meshWideTlsRule(plan.clientTls)].flatMap((rule) => (rule ? [rule.spec] : []));
  return mostSpecific(rules, host, (rule) => rule.host)[0]?.trafficPolicy?.tls?.mode;
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

/** A caller as the table names it. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case "outside":
      return caller.scheme === "https" ? "outside, HTTPS" : "outside, HTTP";
    case "plain":
      return "pod without sidecar";
    case "mesh":
      return caller.name;
  }
}

/** A target as the table names it. */
export function targetName(target: Target): string {
  switch (target.kind) {
    case "service":
      return target.service;
    case "pod":
      return `${target.service} (pod)`;
    case "api-server":
      return "API server";
    case "external":
      return target.url;
  }
}

/** The full host name of a service of the application. */
export function hostOf({ namespace }: SecurityPlan, service: string): string {
  return serviceHost(service, namespace);
}
