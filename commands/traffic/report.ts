import { type FitTest, type Interval } from "./statistics";
import { type FailureCount } from "./sampler";

/**
 * What a check found: the shape that `--json` prints. Fields are only ever added to it; a change that readers could
 * stumble over comes with a new `formatVersion`.
 */
export interface CheckReport {
  readonly formatVersion: 1;
  /** The gateway's address that was asked. */
  /** Absent where nothing was asked. */
  readonly url?: string;
  readonly startedAt: string;
  readonly durationSeconds: number;
  /** Requests per rule; where they were chosen by the rules' weights, those of the rule that had the most. */
  readonly requests: number;
  /**
   * There where the check chose how many requests it sends: it notices a version's share that is so many points off
   * with this probability at least.
   */
  readonly notices?: { readonly points: number; readonly power: number };
  readonly concurrency: number;
  /**
   * A split is off when counts like its own would come about by chance less often than this, though the weights were
   * right.
   */
  readonly alpha: number;
  /** The confidence of every interval. */
  readonly confidence: number;
  /** True when something was measured and every rule that was measured is as configured. */
  readonly ok: boolean;
  readonly rules: readonly RuleReport[];
}

export type RuleReport = MeasuredRule | UnmeasuredRule;

interface RuleName {
  readonly service: string;
  /** The rule's name, `default` for the default route. */
  readonly rule: string;
  /** What the rule is for, in words. */
  readonly match: string;
}

/** A rule that cannot be measured from outside. It is neither right nor wrong. */
export interface UnmeasuredRule extends RuleName {
  readonly status: "not measured";
  readonly reason: string;
}

export interface MeasuredRule extends RuleName {
  readonly status: "ok" | "off";
  /** What is wrong, a sentence each; empty when the rule does what is configured. */
  readonly problems: readonly string[];
  /** Who asked, in words, and the path at the gateway. */
  readonly askedAs: string;
  readonly path: string;
  readonly requests: number;
  /** Requests that a version answered; the shares are shares of these. */
  readonly answered: number;
  readonly failed: {
    readonly count: number;
    readonly reasons: readonly FailureCount[];
    /**
     * There when the rule's own faults make requests fail: the share (0 to 1) that they should, and how well the count
     * fits it.
     */
    readonly planned?: { readonly share: number; readonly pValue: number };
  };
  /** All versions that the application declares, and any other that answered. */
  readonly versions: readonly VersionReport[];
  readonly fit: FitTest;
}

export interface VersionReport {
  readonly version: string;
  /** The configured weight in percent; 0 where the rule does not name the version. */
  readonly weight: number;
  readonly count: number;
  /** From 0 to 1. */
  readonly observed: number;
  readonly interval: Interval;
}
