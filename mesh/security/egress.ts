/** One port of a host outside the mesh. */
export interface EgressPort {
  readonly number: number;
  /** What workloads speak on it. */
  readonly protocol: "HTTP" | "HTTPS" | "TLS" | "TCP";
  /**
   * `originate`: workloads speak plain HTTP, and the last proxy on the way out speaks TLS with the host, on its port
   * {@link targetPort}.
   */
  readonly tls?: "originate";
  /** The host's own port where TLS is originated; 443 where it is not given. */
  readonly targetPort?: number;
  /**
   * By what the host's certificate is checked where TLS is originated: the `system`'s authorities, or not at all
   * (`none`), which still encrypts but no longer knows who is at the other end. The `system`'s where it is not given.
   */
  readonly verify?: "system" | "none";
  /**
   * A Secret beside the egress gateway with the authority (`ca.crt`) that the host's certificate is checked by in place
   * of the system's.
   */
  readonly caSecret?: string;
}

/** A host outside the mesh that workloads may call. */
export interface EgressHost {
  /** A host name, or a wildcard for all names under a domain: `*.example.com`. */
  readonly host: string;
  readonly ports: readonly EgressPort[];
}

/** How workloads reach what is outside the mesh. */
export interface EgressConfig {
  /** Whether a workload may call hosts that are not listed. Mesh-wide, as Istio has it. */
  readonly policy: "ALLOW_ANY" | "REGISTRY_ONLY";
  /** Where calls to listed hosts leave the mesh: at each workload's own sidecar, or all at one egress gateway. */
  readonly via: "sidecar" | "gateway";
  readonly hosts: readonly EgressHost[];
}

/** Whether a config says anything of the hosts outside the mesh that is not so in any mesh. */
export function saysAnything({ hosts, policy }: EgressConfig): boolean {
  return hosts.length > 0 || policy === "REGISTRY_ONLY";
}
