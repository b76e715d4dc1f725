import { allowedCalls, denyTheRest } from "../../../mesh/security/authorization";
import { clientTlsRules, meshWideTlsRule } from "../../../mesh/security/client-tls";
import { type SecurityPlan } from "../../../mesh/security/security-plan";

/** The DestinationRules that say how sidecars connect to servers of the cluster. */
export function clientRules(security: Pick<SecurityPlan, "clientTls" | "apiServerTls" | "clientRules">) {
  return [...clientTlsRules(security), ...[meshWideTlsRule(security.clientTls) ?? []].flat()];
}

/** The AuthorizationPolicies that a plan leads to. */
export function policies(security: SecurityPlan) {
  return security.authorization === "enforced" ? [...allowedCalls(security), denyTheRest(security)] : [];
}
