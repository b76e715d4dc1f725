/** What a proxy of Istio's is for: a pod's own traffic, or that of others. Waypoints and ztunnels are neither. */
export type ProxyRole = "sidecar" | "gateway";

/** What Istio calls them (istio/istio, pkg/model/proxy.go: NodeType). */
const NODE_TYPES: Readonly<Record<string, ProxyRole>> = { sidecar: "sidecar", router: "gateway" };

/**
 * The role of the proxy that a container runs, by its command line; undefined where it runs none, or another one. The
 * role stands after the agent's command `proxy` (istio/istio, pilot/cmd/pilot-agent/app/cmd.go: args[0]; the charts'
 * templates for injection and for gateways of the Gateway API write it so).
 */
export function roleByCommand(line: readonly string[]): ProxyRole | undefined {
  const at = line.indexOf("proxy");
  const type = at < 0 ? "" : (line[at + 1] ?? "");
  return Object.hasOwn(NODE_TYPES, type) ? NODE_TYPES[type] : undefined;
}

/** A pod as it is written, before istiod's webhook has seen it, or as it runs. */
export interface WrittenPod {
  readonly annotations: Readonly<Record<string, string>>;
  /** The command and arguments of each of its containers. */
  readonly commands: readonly (readonly string[])[];
}

/**
 * Whether a pod is a gateway, which is what Gateway objects configure (istio/istio, pilot/pkg/model/context.go:
 * SetGatewaysForProxy asks for the role alone, never for labels): it runs such a proxy, or asks istiod for one by the
 * injection template `gateway` (pkg/kube/inject/inject.go: selectTemplates).
 */
export function isGatewayPod({ annotations, commands }: WrittenPod): boolean {
  const templates = (annotations["inject.istio.io/templates"] ?? "").split(",").map((name) => name.trim());
  return templates.includes("gateway") || commands.some((line) => roleByCommand(line) === "gateway");
}
