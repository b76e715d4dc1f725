import { type DestinationRuleSpec } from "../istio/istio-types";
import { type Labels } from "./foreign-service";
import { type TrafficPlan } from "./traffic-plan";

/**
 * How a client's sidecar connects, as a DestinationRule says it. Undefined leaves it to Istio's automatic mutual TLS,
 * which uses mutual TLS wherever the server has a sidecar.
 */
export type ClientTls = "DISABLE" | "SIMPLE" | "ISTIO_MUTUAL" | undefined;

/**
 * The DestinationRule that tells the sidecars where a service's versions are. It has a subset for every version that
 * the application declares, never only for those with a weight: so no weight change can name a subset that is missing,
 * and a weight change leaves this object alone.
 *
 * @param labels the labels of each version's pods; where they are not given, `version` has its name
 */
export function destinationRuleSpec(
  plan: TrafficPlan,
  host: string,
  tls: ClientTls,
  labels?: Readonly<Record<string, Labels>>,
): DestinationRuleSpec {
  return {
    host,
    ...(tls && { trafficPolicy: { tls: { mode: tls } } }),
    subsets: plan.versions.map((version) => ({ name: version, labels: { ...(labels?.[version] ?? { version }) } })),
  };
}

/**
 * The fully qualified name of a Service, which Istio never resolves against the namespace of the rule that names it.
 */
export function serviceHost(service: string, namespace: string): string {
  return `${service}.${namespace}.svc.cluster.local`;
}
