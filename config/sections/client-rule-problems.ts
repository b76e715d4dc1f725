import { BOOKINFO, BOOKINFO_PORT } from "../../mesh/bookinfo";
import { projectKey } from "../../mesh/config-path";
import { API_SERVER_HOST, CLUSTER_HOSTS, mostSpecific } from "../../mesh/security/client-tls";
import { EGRESS_GATEWAY_HOST } from "../../mesh/security/egress-rules";
import { type ServerTls, takesPlainText } from "../../mesh/security/peer-authentication";
import { type ClientRule, type SecurityConfig } from "../../mesh/security/security";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { removal, setCommand } from "../problem/mend";
import { type Problem } from "../problem/problem";

/** What decides which calls a service of the application takes. */
export type ServerDemands = ServerTls & Pick<SecurityConfig, "authorization">;

/**
 * What is wrong with a client rule, beside all of them as far as they are right by themselves; `demands` is what the servers
 * demand, where that is known.
 */
export function clientRuleProblems(
  rule: ClientRule,
  index: number,
  all: readonly (ClientRule | undefined)[],
  demands: ServerDemands | undefined,
): Problem[] {
  const sound = all.filter((one) => one !== undefined);
  return [...namesakeProblems(rule, index, all), ...(demands ? cutOffProblems(rule, index, sound, demands) : [])];
}

/** Hosts for which the program has a key of its own, and with it a rule that no second one may stand beside. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  [API_SERVER_HOST]: "security.apiServerTls",
  [CLUSTER_HOSTS]: "security.clientTls",
  [EGRESS_GATEWAY_HOST]: "egress.via",
};

function namesakeProblems({ host }: ClientRule, index: number, all: readonly (ClientRule | undefined)[]): Problem[] {
  const path = ["security", "clientRules", index];
  const key = projectKey(path);
  if (Object.hasOwn(OWN_KEYS, host)) {
    return [{ key, label: host, message: `is what ${OWN_KEYS[host]} is for: expected another host`, ...removal(path) }];
  }
  const first = all.findIndex((other) => other?.host === host);
  if (first === index) return [];
  return [{ key, label: host, message: `clientRules[${first}] is for this host already`, ...removal(path) }];
}

function cutOffProblems(
  rule: ClientRule,
  index: number,
  all: readonly ClientRule[],
  demands: ServerDemands,
): Problem[] {
  const cutOff = servicesCutOff(rule, all, demands);
  if (cutOff.length === 0) return [];
  const key = projectKey(["security", "clientRules", index]);
  const why =
    rule.tls === "SIMPLE"
      ? "which take that or plain text, and no other TLS"
      : "where mtls, an exception or security.authorization demands it";
  const message = `tls ${rule.tls} switches mutual TLS off towards ${cutOff.join(", ")}, ${why}: every call to them would fail`;
  const mend = setCommand(`${key}.tls`, "ISTIO_MUTUAL");
  return [{ key, label: rule.host, message, mend: `${mend}   # or name a host that is not the application's` }];
}

/**
 * The services of the application to which every call would fail by a client rule, since sidecars heed it there and the service
 * does not take what it makes them send. Empty for a rule that is sound.
 */
export function servicesCutOff(rule: ClientRule, all: readonly ClientRule[], demands: ServerDemands): string[] {
  return Object.keys(BOOKINFO).filter((service) => {
    const host = serviceHost(service, demands.namespace);
    const [applied] = mostSpecific(all, host, (one) => one.host);
    return applied === rule && !takes(demands, service, rule.tls);
  });
}

/** Whether a service takes calls that come with TLS of a kind. Without mutual TLS a caller has no identity to be let in by. */
function takes(demands: ServerDemands, service: string, tls: ClientRule["tls"]): boolean {
  if (tls === "ISTIO_MUTUAL") return true;
  return tls === "DISABLE" && demands.authorization === "none" && takesPlainText(demands, service, BOOKINFO_PORT);
}
