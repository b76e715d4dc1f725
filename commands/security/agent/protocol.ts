/**
 * What the check and its client pods tell each other. The plan goes into the pod's environment, the findings come out
 * of its log.
 */

/** The environment variable that holds a pod's {@link ProbePlan} as JSON. */
export const PLAN_VARIABLE = "PROBE_PLAN";

/** What stands before the findings in the log, on one line with them. */
export const FINDINGS_MARK = "PROBE_FINDINGS ";

/** What one client pod tries. */
export interface ProbePlan {
  /** Whether it must wait for a sidecar, and may ask it for the pod's certificate. */
  readonly sidecar: boolean;
  /** How often each address is tried. */
  readonly attempts: number;
  readonly timeoutSeconds: number;
  readonly urls: readonly string[];
  /** `HOST:PORT` of servers whose certificates are to be looked at. */
  readonly handshakes: readonly string[];
}

/** What came of one try: the status of an answer, or why there was none. */
export type Attempt =
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "failed"; readonly reason: string };

/** A certificate's names of the kind URI, and when it expires (ISO 8601). */
export interface SeenCertificate {
  readonly uris: readonly string[];
  readonly expires: string;
}

/** What one client pod found. */
export interface Findings {
  readonly attempts: Readonly<Record<string, readonly Attempt[]>>;
  /** The pod's own certificate, as its sidecar shows it. */
  readonly own?: SeenCertificate;
  /** The certificates that servers showed. */
  readonly shown: Readonly<Record<string, SeenCertificate>>;
}
