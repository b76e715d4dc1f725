import { type GatewayTls } from "../security/gateway-tls";

/**
 * What makes the load balancer of a Service on EKS: AWS' own controller, which the stack installs; the one in EKS Auto
 * Mode; or the one that every cluster has had from the start, in Kubernetes' source tree then.
 */
export type BalancerController = "aws-load-balancer-controller" | "auto-mode" | "in-tree";

export interface LoadBalancerConfig {
  readonly controller: BalancerController;
  readonly scheme: "internet-facing" | "internal";
  /** Whether the balancer tells the gateway who the client is, in a header of its own before each connection. */
  readonly proxyProtocol: boolean;
}

/** What the gateway's Service, and its pods, have for a load balancer of AWS: values of Istio's chart `gateway`. */
export interface BalancerValues {
  readonly service: {
    readonly type: "LoadBalancer";
    readonly loadBalancerClass?: string;
    readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort: number }[];
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly terminationGracePeriodSeconds?: number;
}

/** The class by which a controller knows its Services. It can't be changed while a Service has a load balancer. */
const CLASSES: Readonly<Record<BalancerController, string | undefined>> = {
  "aws-load-balancer-controller": "service.k8s.aws/nlb",
  "auto-mode": "eks.amazonaws.com/nlb",
  "in-tree": undefined,
};

/** What makes the load balancer of a Service of some class, or of none; undefined where nothing here knows it. */
export function controllerOf(loadBalancerClass: unknown): BalancerController | undefined {
  const controllers = Object.keys(CLASSES) as BalancerController[];
  return controllers.find((one) => CLASSES[one] === (loadBalancerClass ?? undefined));
}

/**
 * The security policies of Elastic Load Balancing that speak no older version of TLS (docs.aws.amazon.com, NLB
 * listeners).
 */
const TLS_POLICIES: Readonly<Record<GatewayTls["minVersion"], string>> = {
  TLSV1_2: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  TLSV1_3: "ELBSecurityPolicy-TLS13-1-3-2021-06",
};

const annotation = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

/** The annotations of the gateway's Service by which a load balancer of AWS ends TLS with a certificate of ACM. */
export function certificateAnnotations(tls: GatewayTls | undefined): Readonly<Record<string, string>> {
  if (!tls || !("acmCertificateArn" in tls)) return {};
  return {
    [annotation("ssl-cert")]: tls.acmCertificateArn,
    [annotation("ssl-ports")]: "443",
    [annotation("ssl-negotiation-policy")]: TLS_POLICIES[tls.minVersion],
    [annotation("backend-protocol")]: "tcp",
  };
}

/** What the ingress gateway's release needs so that a controller makes the balancer that the config asks for. */
export function balancerValues(
  balancer: LoadBalancerConfig,
  tls: GatewayTls | undefined,
  tags: Readonly<Record<string, string>>,
): BalancerValues {
  const { controller, proxyProtocol } = balancer;
  const loadBalancerClass = CLASSES[controller];
  return {
    service: {
      type: "LoadBalancer",
      ...(loadBalancerClass !== undefined && { loadBalancerClass }),
      ports: listeners(tls),
      annotations: {
        ...(controller === "in-tree" ? inTreeAnnotations(balancer) : annotations(balancer)),
        ...certificateAnnotations(tls),
        ...tagAnnotation(tags),
      },
    },
    ...(controller !== "in-tree" && podValues(proxyProtocol)),
  };
}

/** How long a pod that ends goes on serving: the balancer sends to it for some time after it was taken out. */
const DRAIN_SECONDS = 60;

/**
 * What a gateway's pods need as targets of a balancer. Both sides of the PROXY protocol are in one release, so that no
 * update has only one of them; a gateway expects it at all its ports (istio.io, Configuring Gateway Network Topology).
 */
function podValues(proxyProtocol: boolean): Pick<BalancerValues, "podAnnotations" | "terminationGracePeriodSeconds"> {
  const config = {
    terminationDrainDuration: `${DRAIN_SECONDS}s`,
    ...(proxyProtocol && { gatewayTopology: { proxyProtocol: {} } }),
  };
  return {
    podAnnotations: { "proxy.istio.io/config": JSON.stringify(config) },
    terminationGracePeriodSeconds: DRAIN_SECONDS + 30,
  };
}

/**
 * The labels of the gateway's namespace: a pod counts as ready once the balancer's own checks have found it healthy, so
 * that no roll-out and no drained node leaves the balancer without targets (aws-load-balancer-controller, Pod readiness
 * gate).
 */
export function gatewayNamespaceLabels(balancer: LoadBalancerConfig | undefined): Readonly<Record<string, string>> {
  return balancer?.controller === "aws-load-balancer-controller"
    ? { "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled" }
    : {};
}

/**
 * A listener for each port that the gateway serves, and none else: not for its readiness port, which is nobody's
 * business outside, nor for 443 where nothing answers there.
 */
function listeners(tls: GatewayTls | undefined): BalancerValues["service"]["ports"] {
  const http = { name: "http2", port: 80, targetPort: 80 };
  return tls ? [http, { name: "https", port: 443, targetPort: 443 }] : [http];
}

function annotations({ scheme, proxyProtocol }: LoadBalancerConfig): Record<string, string> {
  return {
    // Unsaid, the balancer would be internal with one controller and open to the world with another.
    [annotation("scheme")]: scheme,
    // To the pods themselves: no port of a node is open, and a pod's own readiness decides.
    [annotation("nlb-target-type")]: "ip",
    [annotation("attributes")]: "load_balancing.cross_zone.enabled=true",
    [annotation("healthcheck-port")]: "15021",
    // With proxy protocol the checks bring its header too, which the readiness port answers with 400
    // (github.com/istio/istio/issues/25875): there it is enough that it takes connections.
    ...(proxyProtocol
      ? { [annotation("healthcheck-protocol")]: "tcp", [annotation("proxy-protocol")]: "*" }
      : { [annotation("healthcheck-protocol")]: "http", [annotation("healthcheck-path")]: "/healthz/ready" }),
  };
}

function inTreeAnnotations({ scheme }: LoadBalancerConfig): Record<string, string> {
  return {
    [annotation("type")]: "nlb",
    [annotation("cross-zone-load-balancing-enabled")]: "true",
    [annotation("internal")]: String(scheme === "internal"),
  };
}

/** The stack's tags for what a controller makes. That of EKS Auto Mode sets them where the cluster's role is let to. */
function tagAnnotation(tags: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(tags);
  if (entries.length === 0) return {};
  return { [annotation("additional-resource-tags")]: entries.map(([key, value]) => `${key}=${value}`).join(",") };
}
