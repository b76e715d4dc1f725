import { type FitTest, type Interval } from "../statistics";
import { type ComparedPair } from "./compare-tally";
import { type Source } from "./read-evidence";
import { type UnreadProxy } from "./proxy-logs";

/**
 * What the callers' proxies logged, held against the configured splits: the shape that `--json` prints. Fields are only
 * ever added to it; a change that readers could stumble over comes with a new `formatVersion`.
 */
export interface EvidenceReport {
  readonly formatVersion: 1;
  readonly stack: string;
  /** Requests count that began from here on. */
  readonly startedAt: string;
  readonly seconds: number;
  /**
   * A split is off when counts like its own come about by chance less often than this, though the weights are right.
   */
  readonly alpha: number;
  /** The confidence of every interval. */
  readonly confidence: number;
  readonly proxies: { readonly read: number; readonly unread: readonly UnreadProxy[] };
  readonly lines: {
    /** Lines about a request, to whatever service. */
    readonly requests: number;
    /** Lines in a format that can't be read. */
    readonly otherFormat: number;
  };
  readonly rules: readonly RuleReport[];
  /** What else there is to know before these figures are relied on, a sentence each. */
  readonly notes: readonly string[];
}

export interface RuleReport {
  readonly service: string;
  /** The rule's name, `default` for the default route. */
  readonly rule: string;
  /**
   * `ok` and `off` say how the counts fit the weights; `no requests` where there is nothing to count; `untold` where
   * its requests can't be told from those of another route.
   */
  readonly status: "ok" | "off" | "no requests" | "untold";
  /** Why it is off, untold or without requests. */
  readonly problems: readonly string[];
  readonly source: Source;
  /** Requests that a version got. */
  readonly requests: number;
  readonly fit: FitTest;
  readonly versions: readonly VersionReport[];
  /** Requests that say nothing of a version, by what answered: a fault of the rule, the mesh, a mirror. */
  readonly apart: Readonly<Record<string, number>>;
  /** What `--compare` asked for: how a version did, held against others. */
  readonly comparisons?: readonly ComparedPair[];
}

export interface VersionReport {
  readonly version: string;
  /** The configured weight in percent; 0 where the rule does not name the version. */
  readonly target: number;
  readonly requests: number;
  /** The share of the rule's requests, from 0 to 1, and what it may be. */
  readonly observed: number;
  readonly interval: Interval;
  readonly failed: {
    readonly count: number;
    /** By Envoy's response flag, else by status. */
    readonly by: Readonly<Record<string, number>>;
  };
  /** Requests that were sent more than once; each counts as one. */
  readonly retried: number;
  /** Requests that a fault of the rule held up; they say nothing of latency. */
  readonly delayed: number;
  /** In milliseconds, of requests that were answered; absent where none was. */
  readonly latency?: { readonly p50: number; readonly p95: number; readonly p99: number };
}
