import { type Cluster } from "../cluster/cluster";
import { type KubeObject, nameOf, namespaceOf } from "../cluster/object";
import { arrayAt, objectAt, stringAt, valueAt } from "../wire/json";
import { labelTexts, podProblems } from "./pod-problems";
import { READY, type ReadinessCheck, waiting } from "./wait";

/**
 * A Service is ready when it has an endpoint that takes requests, and a load balancer's address if it is to have one.
 * Without a selector, headless, or as an alias of an external name there is nothing to wait for.
 */
export const serviceReady: ReadinessCheck = async (service, cluster, signal) => {
  const type = stringAt(service, ["spec", "type"]) ?? "ClusterIP";
  if (type === "ExternalName") return READY;
  if (type === "LoadBalancer" && arrayAt(service, ["status", "loadBalancer", "ingress"]).length === 0) {
    return waiting("no load balancer has given it an address yet");
  }
  const selector = objectAt(service, ["spec", "selector"]);
  const headless = stringAt(service, ["spec", "clusterIP"]) === "None";
  if (headless || Object.keys(selector).length === 0) return READY;
  if (await hasReadyEndpoint(service, cluster, signal)) return READY;

  const labels = labelTexts(selector).join(",");
  const problems = await podProblems(cluster, namespaceOf(service) ?? "", labels, signal);
  return waiting(`no pod that it selects (${labels}) takes requests`, problems);
};

async function hasReadyEndpoint(service: KubeObject, cluster: Cluster, signal: AbortSignal): Promise<boolean> {
  const slices = await cluster.list(
    { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace: namespaceOf(service) ?? "" },
    { labels: `kubernetes.io/service-name=${nameOf(service) ?? ""}` },
    signal,
  );
  // An endpoint without the condition counts as ready (Kubernetes API, EndpointConditions).
  return slices
    .flatMap((slice) => arrayAt(slice, ["endpoints"]))
    .some((endpoint) => valueAt(endpoint, ["conditions", "ready"]) !== false);
}
