import { Release } from "../../policies/objects/release";
import { type Place } from "../../policies/resources/value";
import { ifKnown } from "../../policies/rules/if-known";
import { type StepMetadata } from "./engine-event";
import { resourceOf } from "./step-resource";

/** What goes down with a resource that people rely on for years, and what there is of its kind. */
export interface LongLived {
  readonly kind: "a cluster" | "a node group" | "a network" | "a load balancer";
  /** What becomes of others as it goes or is made anew. */
  readonly loss: string;
}

const CLUSTER: LongLived = { kind: "a cluster", loss: "with it goes everything that runs in it" };
const NODES: LongLived = { kind: "a node group", loss: "every pod on its nodes has to move to others" };
const NETWORK: LongLived = { kind: "a network", loss: "what is in it, the cluster above all, has to go first" };
const BALANCER: LongLived = {
  kind: "a load balancer",
  loss: "its address goes away, and clients have to change to a new one",
};

const TYPES: readonly (readonly [type: RegExp, LongLived])[] = [
  [/^aws:eks\/cluster:Cluster$/, CLUSTER],
  [/^aws:(eks\/nodeGroup:NodeGroup|eks\/fargateProfile:FargateProfile|autoscaling\/group:Group)$/, NODES],
  [/^kubernetes:karpenter\.sh\/[^:]+:NodePool$/, NODES],
  [/^aws:ec2\/(vpc:Vpc|subnet:Subnet)$/, NETWORK],
  [/^aws:(elb|lb|alb|elasticloadbalancing|elasticloadbalancingv2)\/loadBalancer:LoadBalancer$/, BALANCER],
  // Istio makes a Service of type LoadBalancer for each (istio.io, Kubernetes Gateway API: automated deployment).
  [/^kubernetes:gateway\.networking\.k8s\.io\/[^:]+:Gateway$/, BALANCER],
];

/** What a resource is, by the state that it has now; undefined for one that others do well without. */
export function longLived(step: Pick<StepMetadata, "urn" | "type">, state: StepMetadata["old"]): LongLived | undefined {
  const known = TYPES.find(([type]) => type.test(step.type))?.[1];
  return known ?? (balancerOf(step, state) && BALANCER);
}

/**
 * What a Service says of its load balancer that can't be changed: with any other value it is another one, or none
 * (aws-load-balancer-controller, docs/guide/service/annotations.md and pkg/deploy/elbv2/load_balancer_synthesizer.go:
 * another type or scheme requires a replacement; Kubernetes' API: loadBalancerClass is immutable).
 */
export interface Balancer {
  readonly class: string;
  readonly type: string;
  readonly scheme: string;
}

const ANNOTATION = "service.beta.kubernetes.io/aws-load-balancer-";

/** The load balancer of a Service, or of the one that Istio's gateway chart makes; undefined where it has none. */
export function balancerOf(step: Pick<StepMetadata, "urn" | "type">, state: StepMetadata["old"]): Balancer | undefined {
  const resource = resourceOf(step, state);
  const release = Release.of(resource);
  if (release) {
    const service = release.values.at("service");
    // The chart asks for a load balancer unless it is told otherwise (istio, manifests/charts/gateway/values.yaml).
    return text(() => release.chart) === "gateway"
      ? balancer(service, service.at("annotations"), "LoadBalancer")
      : undefined;
  }
  if (step.type !== "kubernetes:core/v1:Service") return undefined;
  return balancer(resource.properties.at("spec"), resource.properties.at("metadata", "annotations"), "ClusterIP");
}

function balancer(service: Place, annotations: Place, usual: string): Balancer | undefined {
  if ((text(() => service.at("type").text()) || usual) !== "LoadBalancer") return undefined;
  const annotation = (name: string) => text(() => annotations.at(`${ANNOTATION}${name}`).text());
  const [ofClass, type] = [text(() => service.at("loadBalancerClass").text()), annotation("type")];
  // The controller that comes with every cluster knows no scheme; the others' is internal unless said.
  const hasScheme = ofClass !== "" || ["external", "nlb-ip"].includes(type);
  return { class: ofClass, type, scheme: hasScheme ? annotation("scheme") || "internal" : "" };
}

/** A text; empty where there is none, or it is not known yet. */
function text(read: () => string | undefined): string {
  return ifKnown(read) ?? "";
}
