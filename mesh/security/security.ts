/**
 * Where mutual TLS is demanded: of every workload in the mesh, of those in the application's namespace, or of none
 * (plain text is accepted beside it).
 */
export type MutualTlsMode = "mesh" | "namespace" | "permissive";

/**
 * A workload, or one port of it, that is an exception to the mode: `permissive` takes plain text beside mutual TLS
 * where the mode demands mutual TLS, `strict` demands it where the mode does not.
 */
export interface TlsException {
  /** A service of the application. */
  readonly workload: string;
  /** The port that is meant; every port of the workload where none is. */
  readonly port?: number;
  readonly mode: "permissive" | "strict";
  /** Why, for those who find it later. */
  readonly reason: string;
}

/** How clients with a sidecar connect to a host, where that must be said because Istio can't know it. */
export interface ClientRule {
  /** A full host name or a wildcard such as `*.legacy.svc.cluster.local`. */
  readonly host: string;
  /**
   * `DISABLE` passes on what the client sends, `SIMPLE` wraps it in one-sided TLS, `ISTIO_MUTUAL` in the mesh's mutual
   * TLS.
   */
  readonly tls: "DISABLE" | "SIMPLE" | "ISTIO_MUTUAL";
  readonly reason: string;
}

/** Whose JSON web tokens the ingress gateway takes. Requests with any other token are refused. */
export interface JwtConfig {
  /** The `iss` that tokens must carry. */
  readonly issuer: string;
  /**
   * Where the issuer's public keys are: an address that istiod fetches, or the key set itself as JSON. One of the two.
   */
  readonly jwksUri?: string;
  readonly jwks?: string;
  /** The `aud` of which a token must carry one; any where there are none. */
  readonly audiences: readonly string[];
  /** Paths that take no request without a token; a `*` at the end stands for any rest. */
  readonly required: readonly string[];
}

/** The certificates of an authority of the user's own. All are PEM. */
export interface CaCertificates {
  /** The certificate that signs. */
  readonly cert: string;
  /** The root that every workload trusts. */
  readonly root: string;
  /** From `cert` up to the root, in this order; `cert` followed by `root` where it is not given. */
  readonly chain: string;
}

/** An authority of the user's own, which signs the workloads' certificates. */
export interface CertificateAuthority extends CaCertificates {
  /** The private key of `cert`, in PEM. */
  readonly key: string;
}

/** What goes with mutual TLS. */
export interface SecurityConfig {
  /**
   * `auto` leaves it to Istio when sidecars use mutual TLS; `mutual` makes them use it towards every host of the
   * cluster.
   */
  readonly clientTls: "auto" | "mutual";
  /** `disable` has sidecars pass on what a workload sends to the API server; `auto` leaves that to Istio too. */
  readonly apiServerTls: "disable" | "auto";
  readonly exceptions: readonly TlsException[];
  readonly clientRules: readonly ClientRule[];
  /** `enforced` lets through just the calls that the application makes; `none` any call. */
  readonly authorization: "none" | "enforced";
  readonly jwt?: JwtConfig;
  readonly authority?: CertificateAuthority;
}
