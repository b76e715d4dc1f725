import { type DestinationRule } from "../objects/destination-rule";
import { type StackView } from "../objects/stack-view";
import { type Destination } from "../objects/virtual-service";
import { rulesCovering } from "./host-rules";

/** What makes TLS, or Istio's mutual TLS, of what a client sends as plain text. */
const ENCRYPTING: readonly (string | undefined)[] = ["SIMPLE", "MUTUAL", "ISTIO_MUTUAL"];

/** Whether some DestinationRule says that clients encrypt what they send to a port of a host. */
export function originatesTls(view: StackView, { host = "" }: Destination, port: number | undefined): boolean {
  return rulesCovering(view, host).some((rule) => encrypts(rule, port));
}

function encrypts(rule: DestinationRule, port: number | undefined): boolean {
  return rule.trafficPolicies().some((policy) => {
    const own = policy.port?.number();
    return ENCRYPTING.includes(policy.place.at("tls", "mode").text()) && (own === undefined || own === port);
  });
}
