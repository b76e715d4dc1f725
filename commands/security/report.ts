import { type Outcome } from "../../mesh/security/reachability";
import { type NamedSecret } from "../../mesh/security/security-plan";

/** How a try ended: as the rules know outcomes, or some other way. */
export type Observed = Outcome | `status ${number}` | "no answer in time" | (string & {});

/** One pair of the table: who called what, what should have come of it and what did. */
export interface PairReport {
  readonly caller: string;
  readonly target: string;
  /** The column that the table has it in. */
  readonly column: string;
  readonly url: string;
  readonly expected: readonly Outcome[];
  readonly why: string;
  /** Each outcome and how often it was seen. */
  readonly observed: Readonly<Record<string, number>>;
  readonly ok: boolean;
}

/** A certificate that was seen and whose it should be. */
export interface CertificateReport {
  readonly of: string;
  /**
   * By whom: the holder's own sidecar, a client to whom the server showed it, or everyone whom istiod tells what to
   * trust.
   */
  readonly seen: "own sidecar" | "shown to a client" | "told by istiod";
  readonly expected: string;
  /** Absent where none was seen. */
  readonly identity?: string;
  /** ISO 8601. */
  readonly expires?: string;
  readonly ok: boolean;
}

/** What a check found. */
export interface SecurityReport {
  readonly formatVersion: 1;
  readonly stack: string;
  readonly mtls: string;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly attempts: number;
  readonly ok: boolean;
  readonly pairs: readonly PairReport[];
  readonly certificates: readonly CertificateReport[];
  /** Secrets that the config names and that are not there. */
  readonly missing: readonly NamedSecret[];
  /** What the stack's config is about and no pair is, in words. */
  readonly untried: readonly string[];
}
