/** Labels of pods. */
export type Labels = Readonly<Record<string, string>>;

/** A service that others deploy and own: the stack makes nothing but the rules for its traffic. */
export interface ForeignService {
  /**
   * The namespace of the Service, and of the rules for it, which sidecars look for there (istio.io, DestinationRule).
   */
  readonly namespace: string;
  /** The full name that its clients call. */
  readonly host: string;
  readonly port: number;
  /** The labels that tell each version's pods from those of the others. */
  readonly versions: Readonly<Record<string, Labels>>;
  /** Where requests from outside reach it; undefined where only sidecars call it. */
  readonly gateway?: GatewayEntry | undefined;
}

/** The way of requests from outside to a service: a Gateway object that is there, and the hosts that are asked for. */
export interface GatewayEntry {
  /** `NAMESPACE/NAME` of the Gateway. */
  readonly name: string;
  /** Everything that is asked of these goes to the service. */
  readonly hosts: readonly string[];
}

/** Services that the stack does not own, by the names that they have under `traffic`. */
export type ForeignServices = Readonly<Record<string, ForeignService>>;

/**
 * The name of the VirtualService by which a gateway splits a service's requests; that of the sidecars has the
 * service's.
 */
export function gatewayRouteName(service: string): string {
  return `${service}-gateway`;
}

/**
 * The annotation of rules for a service that others deploy: what they name is looked for in the cluster, not in the
 * stack.
 */
export const SERVICE_ANNOTATION = "bookinfo-mesh/service";
/** The annotation of Gateways for pods that others deploy. */
export const GATEWAY_ANNOTATION = "bookinfo-mesh/gateway";
export const OF_OTHERS = "of-others";
