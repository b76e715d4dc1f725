import { CALLERS, GATEWAY } from "./authorization";
import { hostCovers } from "./client-tls";
import { type EgressConfig, type EgressPort } from "./egress";
import { type SecurityPlan } from "./security-plan";

/**
 * Who calls: somebody outside the cluster by way of the gateway's address, the gateway itself or a workload (each by
 * its certificate), or a pod without a sidecar.
 */
export type Caller =
  | { readonly kind: "outside"; readonly scheme: "http" | "https" }
  | { readonly kind: "mesh"; readonly name: string }
  | { readonly kind: "plain" };

/** A caller that is not outside. */
export type WithinCluster = Exclude<Caller, { kind: "outside" }>;

/** What is called. */
export type Target =
  | { readonly kind: "service"; readonly service: string; readonly path: string }
  | { readonly kind: "pod"; readonly service: string; readonly path: string }
  | { readonly kind: "api-server" }
  | { readonly kind: "external"; readonly url: string; readonly listed: boolean };

/** A path of each service that answers 200 in any of its versions. */
export const PROBE_PATHS: Readonly<Record<string, string>> = {
  productpage: "/productpage",
  details: "/details/0",
  reviews: "/reviews/0",
  ratings: "/ratings/0",
};

/** Who calls with a certificate of the mesh. */
const WITH_IDENTITY: readonly string[] = [GATEWAY, ...Object.keys(CALLERS)];

/** What callers without one are chosen by. */
const WITHOUT_IDENTITY = { outside: "outside", plain: "no-sidecar" } as const;

/** By what name callers are chosen: who is outside, a pod without a sidecar, the gateway, or a workload. */
export const CALLER_CHOICES: readonly string[] = [...Object.values(WITHOUT_IDENTITY), ...WITH_IDENTITY];

/** Everyone who calls, in the order of the table. */
export function callers({ https }: SecurityPlan): Caller[] {
  return [
    { kind: "outside", scheme: "http" },
    ...(https ? [{ kind: "outside", scheme: "https" } as const] : []),
    { kind: "plain" },
    ...WITH_IDENTITY.map((name) => ({ kind: "mesh", name }) as const),
  ];
}

/** Whether a caller is among those that are chosen by {@link CALLER_CHOICES}. */
export function isChosen(caller: Caller, choices: readonly string[]): boolean {
  return choices.includes(caller.kind === "mesh" ? caller.name : WITHOUT_IDENTITY[caller.kind]);
}

/**
 * What a caller is tried against. Nobody outside can name a pod, the API server or another host by way of the gateway;
 * and a pod's own address says something new only of a caller without a sidecar.
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

/**
 * Of the addresses that somebody named those that are not tried as listed ones, and for which there is something to
 * expect.
 */
function furtherUrls(egress: EgressConfig, caller: WithinCluster, outside: readonly string[]): string[] {
  const tried = listedUrls(egress, caller).map((url) => new URL(url).href);
  return outside.filter((url) => {
    const port = listedPort(egress, url);
    return !tried.includes(new URL(url).href) && (caller.kind === "mesh" || !port?.tls);
  });
}

/**
 * An address of each listed host and port that speaks HTTP, in the clear or in TLS. Wildcards have no address to call;
 * and where a proxy originates TLS, what a caller without one gets on that port is not the mesh's to say.
 */
function listedUrls({ hosts }: EgressConfig, caller: WithinCluster): string[] {
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
