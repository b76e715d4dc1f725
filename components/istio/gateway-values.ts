import { type HelmValues } from "../../config/config";
import { mergeValues } from "../../mesh/istio/helm-values";
import { balancerValues } from "../../mesh/network/load-balancer";
import { balancerAnnotations, type GatewayConfig } from "../../mesh/security/ingress";

/** The program's own values of the chart `gateway` for the ingress gateway; `tags` are for what AWS makes of them. */
export function gatewayValues(gateway: GatewayConfig, tags: Readonly<Record<string, string>>): HelmValues {
  return mergeValues(serviceValues(gateway, tags), replicaValues(gateway));
}

function serviceValues(gateway: GatewayConfig, tags: Readonly<Record<string, string>>): HelmValues {
  if (gateway.service === "NodePort") {
    return {
      service: {
        type: "NodePort",
        ports: [
          { name: "status-port", port: 15021, targetPort: 15021 },
          { name: "http2", port: 80, targetPort: 80, nodePort: gateway.nodePort },
          { name: "https", port: 443, targetPort: 443, ...(gateway.tls && { nodePort: gateway.httpsNodePort }) },
        ],
      },
    };
  }
  if (gateway.loadBalancer) return { ...balancerValues(gateway.loadBalancer, gateway.tls, tags) };
  const annotations = balancerAnnotations(gateway.tls);
  return { service: { type: "LoadBalancer", ...(Object.keys(annotations).length > 0 && { annotations }) } };
}

/**
 * So many pods at least, on different nodes and in different zones as far as there are any, of which a drained node
 * takes one at a time. The chart has an autoscaler, which is what counts while it is there.
 */
function replicaValues({ replicas }: GatewayConfig): HelmValues {
  if (replicas === undefined) return {};
  return {
    replicaCount: replicas,
    autoscaling: { minReplicas: replicas, maxReplicas: Math.max(replicas, 5) },
    // Of a single pod a budget would keep a node from ever being drained.
    ...(replicas > 1 && {
      podDisruptionBudget: { maxUnavailable: 1 },
      topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { istio: "ingressgateway" } },
      })),
    }),
  };
}
