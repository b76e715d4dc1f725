import { type Problem } from "../../config/problem/problem";
import { set } from "../../config/problem/fix";
import { isFields } from "../../mesh/fields";
import { type BalancerController, controllerOf } from "../../mesh/network/load-balancer";
import { GATEWAY } from "../../mesh/security/authorization";
import { type GatewayConfig } from "../../mesh/security/ingress";
import { type FormerResource, formerResource } from "./stack-state";

/**
 * What keeps the gateway's load balancer from being made by the controller that the config names: another one has made
 * it, and a Service with a load balancer never gets another class (kubernetes, validateLoadBalancerClassField). It is
 * the stack's state that tells, so that whoever may not look into the cluster sees it as well.
 */
export function balancerChangeProblems(gateway: GatewayConfig, former: readonly FormerResource[]): Problem[] {
  const asked = gateway.loadBalancer?.controller;
  const present = formerController(gateway.namespace, former);
  if (asked === undefined || present === undefined || asked === present) return [];
  const service = `${gateway.namespace}/${GATEWAY}`;
  const message = `the load balancer of ${service} was made by the controller ${present}, not by ${asked}: a Service keeps its controller as long as it has a load balancer`;
  const fix = set(
    ["istio", "gateway", "loadBalancer", "controller"],
    present,
    "keeps it; docs/aws.md has the two steps that change it, with an outage between them",
  );
  return [{ path: ["istio", "gateway", "loadBalancer", "controller"], message, fix }];
}

/** What made the load balancer that the gateway's release has asked for; undefined where it has asked for none. */
function formerController(namespace: string, former: readonly FormerResource[]): BalancerController | undefined {
  const release = formerResource(former, "kubernetes:helm.sh/v3:Release", { name: GATEWAY, namespace });
  const values = release?.outputs["values"];
  const service = isFields(values) ? values["service"] : undefined;
  if (!isFields(service) || service["type"] !== "LoadBalancer") return undefined;
  return controllerOf(service["loadBalancerClass"]);
}
