import { BOOKINFO, BOOKINFO_PORT } from "../../mesh/bookinfo";
import { API_SERVER_HOST, CLUSTER_HOSTS, mostSpecific } from "../../mesh/security/client-tls";
import { EGRESS_GATEWAY_HOST } from "../../mesh/security/egress-rules";
import { type ServerTls, takesPlainText } from "../../mesh/security/peer-authentication";
import { type ClientRule, type SecurityConfig } from "../../mesh/security/security";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";

/** What decides which calls a service of the application takes. */
export type ServerDemands = ServerTls & Pick<SecurityConfig, "authorization">;

/**
 * What is wrong with a client rule, beside all of them as far as they are right by themselves; `demands` is what the
 * servers demand, where that is known.
 */
export function clientRuleProblems(
  rule: ClientRule,
  index: number,
  all: readonly (ClientRule | undefined)[],
  demands: ServerDemands | undefined,
): Problem[] {
  const valid = all.filter((one) => one !== undefined);
  return [...namesakeProblems(rule, index, all), ...(demands ? cutOffProblems(rule, index, valid, demands) : [])];
}

/** Hosts for which the program has a key of its own, and with it a rule that no second one may stand beside. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  [API_SERVER_HOST]: "security.apiServerTls",
  [CLUSTER_HOSTS]: "security.clientTls",
  [EGRESS_GATEWAY_HOST]: "egress.via",
};

function namesakeProblems({ host }: ClientRule, index: number, all: readonly (ClientRule | undefined)[]): Problem[] {
  const path = ["security", "clientRules", index];
  if (Object.hasOwn(OWN_KEYS, host)) {
    return [
      { path, label: host, message: `is what ${OWN_KEYS[host]} is for: expected another host`, fix: remove(path) },
    ];
  }
  const first = all.findIndex((other) => other?.host === host);
  if (first === index) return [];
  return [{ path, label: host, message: `clientRules[${first}] is for this host already`, fix: remove(path) }];
}

function cutOffProblems(
  rule: ClientRule,
  index: number,
  all: readonly ClientRule[],
  demands: ServerDemands,
): Problem[] {
  const cutOff = servicesCutOff(rule, all, demands);
  if (cutOff.length === 0) return [];
  const path = ["security", "clientRules", index];
  const why =
    rule.tls === "SIMPLE"
      ? "which take that or plain text, and no other TLS"
      : "where mtls, an exception or security.authorization demands it";
  const message = `tls ${rule.tls} switches mutual TLS off towards ${cutOff.join(", ")}, ${why}: every call to them would fail`;
  const fix = set([...path, "tls"], "ISTIO_MUTUAL", "or name a host that is not the application's");
  return [{ path, label: rule.host, message, fix }];
}

/**
 * The services of the application to which every call would fail by a client rule, since sidecars apply it there and
 * the service does not take what it makes them send. Empty for a rule that is valid.
 */
export function servicesCutOff(rule: ClientRule, all: readonly ClientRule[], demands: ServerDemands): string[] {
  return Object.keys(BOOKINFO).filter((service) => {
    const host = serviceHost(service, demands.namespace);
    const [applied] = mostSpecific(all, host, (one) => one.host);
    return applied === rule && !takes(demands, service, rule.tls);
  });
}

/**
 * Whether a service takes calls that come with TLS of a kind. Without mutual TLS a caller has no identity to be let in
 * by.
 */
function takes(demands: ServerDemands, service: string, tls: ClientRule["tls"]): boolean {
  if (tls === "ISTIO_MUTUAL") return true;
  return tls === "DISABLE" && demands.authorization === "none" && takesPlainText(demands, service, BOOKINFO_PORT);
}
