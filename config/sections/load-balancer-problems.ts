import { type Path } from "../../mesh/config-path";
import { type LoadBalancerConfig } from "../../mesh/network/load-balancer";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf } from "../value";
import { type IstioInput } from "./istio-schema";

type Gateway = IstioInput["gateway"];

const GATEWAY: Path = ["istio", "gateway"];
const BALANCER: Path = [...GATEWAY, "loadBalancer"];

/**
 * What is wrong between what `istio.gateway` says of AWS and the cluster. Of a cluster of an unknown kind nothing is
 * said.
 */
export function loadBalancerProblems(gateway: Reading<Gateway>, cluster: Reading<unknown>): Problem[] {
  const kind = fieldOf(cluster.value, "kind");
  if (kind === "existing") return foreignProblems(gateway);
  if (kind !== "eks") return [];
  return [...controllerProblems(gateway.field("loadBalancer"), hasAutoMode(cluster)), ...zoneProblems(gateway)];
}

/** What only a cluster of the stack's own on AWS has. */
function foreignProblems(gateway: Reading<Gateway>): Problem[] {
  return (["loadBalancer", "dnsZone"] as const)
    .filter((name) => gateway.field(name).value !== undefined)
    .map((name) => ({
      path: [...GATEWAY, name],
      message: "is for a cluster that the stack makes on EKS, and cluster.kind is existing: expected it to be unset",
      fix: remove([...GATEWAY, name]),
    }));
}

/** The load balancer of a stack on EKS, with what it gets where it does not say it. */
export function loadBalancerOf(input: Gateway["loadBalancer"], cluster: Reading<unknown>): LoadBalancerConfig {
  const { controller, scheme = "internet-facing", proxyProtocol = false } = input ?? {};
  const usual = hasAutoMode(cluster) ? "auto-mode" : "aws-load-balancer-controller";
  return { controller: controller ?? usual, scheme, proxyProtocol };
}

function hasAutoMode(cluster: Reading<unknown>): boolean {
  return fieldOf(cluster.value, "autoMode") === true;
}

function controllerProblems(balancer: Reading<Gateway["loadBalancer"]>, autoMode: boolean): Problem[] {
  const controller = balancer.field("controller").valid;
  if (controller === "auto-mode" && !autoMode) {
    const path = [...BALANCER, "controller"];
    const message =
      "auto-mode is the controller of EKS Auto Mode, which this cluster does not use: expected cluster.autoMode: true";
    return [{ path, message, fix: set(["cluster", "autoMode"], true) }];
  }
  if (controller === "in-tree" && balancer.field("proxyProtocol").valid === true) {
    const path = [...BALANCER, "proxyProtocol"];
    const message =
      "true does not work with the controller in-tree, whose network load balancers can't do it: expected false";
    return [{ path, message, fix: set(path, false) }];
  }
  return [];
}

/** Records are for hosts, and lead to a load balancer. */
function zoneProblems(gateway: Reading<Gateway>): Problem[] {
  if (gateway.field("dnsZone").value === undefined) return [];
  const path = [...GATEWAY, "dnsZone"];
  if (gateway.field("hosts").value === undefined) {
    const message =
      "is a zone for DNS records, but there are no hosts to make records for: expected istio.gateway.hosts";
    return [{ path, message, fix: set([...GATEWAY, "hosts", 0], "bookinfo.example.com") }];
  }
  if (gateway.field("service").valid !== "NodePort") return [];
  const message = "is a zone for records that lead to a load balancer, and istio.gateway.service is NodePort";
  return [{ path, message: `${message}: expected it to be unset`, fix: remove(path) }];
}
