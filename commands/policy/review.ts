import { CHECKED_POLICY, parseEngineMessage } from "../../policies/engine/report-text";
import { type EngineEvent, errorsOf, type PolicyEvent } from "./engine-event";
import { type Finding, type UsedException } from "./finding";
import { type Allowed, keptResources } from "./kept-resources";
import { type PodChange, podChanges } from "./pod-change";
import { resourceName } from "./step-resource";
import { type TrafficChange, trafficChanges } from "./traffic-change";

export type { Finding, UsedException } from "./finding";

/** Something that a policy could not look at. */
export interface Unchecked extends Finding {
  /**
   * The policy that could not. The one that says so is the pack's own for that, or the same where CrossGuard says it.
   */
  readonly uncheckedBy: string;
}

/** One thing that was wrong when a baseline was written, and the last day (UTC) on which it is let pass for that. */
export interface KnownFinding {
  readonly policy: string;
  /** `TYPE/NAME`; `stack` where it is all of it. */
  readonly resource: string;
  readonly message: string;
  readonly until: string;
}

/** What a review comes to beside a baseline. */
export interface AgainstBaseline {
  readonly file: string;
  /** What was wrong already, with the last day on which it passes. */
  readonly known: readonly (Finding & Pick<KnownFinding, "until">)[];
  /** Entries for which nothing is wrong any more. */
  readonly unneeded: readonly KnownFinding[];
}

/** What came of a review: whether the stack may be changed as the program wants it, or is in order as it is. */
export interface Review {
  readonly stack: string;
  readonly profile: string;
  readonly source: "preview" | "state";
  readonly verdict: "passed" | "violated" | "unchecked" | "failed";
  readonly violations: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  readonly exceptions: readonly UsedException[];
  readonly traffic: readonly TrafficChange[];
  /** What happens to pods that run. */
  readonly pods: readonly PodChange[];
  /** How many resources the run would create, update, delete ... */
  readonly changes: Readonly<Record<string, number>>;
  /** Why the run itself failed, where it did for another reason than a policy. */
  readonly errors: readonly string[];
  /** Whether the pack got to judge all of the stack. What it did not see it has nothing against. */
  readonly isWhole: boolean;
  /** The policies that the config turns off. */
  readonly disabled: readonly string[];
  /** What was wrong before and is let pass; absent where the review is not held against a baseline. */
  readonly baseline?: AgainstBaseline;
}

/** Uses of the same exception, by one resource or by many. */
export interface ExceptionUses extends Omit<UsedException, "resource"> {
  readonly resources: readonly string[];
}

/** The exceptions in use, each once. */
export function groupedExceptions(exceptions: readonly UsedException[]): ExceptionUses[] {
  const groups = new Map<string, ExceptionUses>();
  for (const { resource, ...exception } of exceptions) {
    const key = JSON.stringify(exception);
    const resources = new Set([...(groups.get(key)?.resources ?? []), resource]);
    groups.set(key, { ...exception, resources: [...resources].sort() });
  }
  return [...groups.values()];
}

export interface ReviewContext extends Pick<Review, "stack" | "profile" | "source" | "disabled"> {
  /** Pulumi's exit code. */
  readonly exitCode: number;
  /** What Pulumi printed besides events. */
  readonly stderr: string;
  /** What of the long-lived resources may be replaced or removed; nothing unless given. */
  readonly allowed?: Allowed;
}

/** Makes a review of what the engine told. */
export function reviewOf(
  events: readonly EngineEvent[],
  { exitCode, stderr, allowed, ...context }: ReviewContext,
): Review {
  const told = events.flatMap(({ policyEvent }) => (policyEvent ? [toldBy(policyEvent)] : []));
  const kept = keptResources(events, allowed ?? { exceptions: [], today: "" });
  const toldOf = told.flatMap((one) => (one.kind === "violation" ? [one.finding] : []));
  const violations = [...kept.violations, ...toldOf];
  const unchecked = told.flatMap((one) => (one.kind === "unchecked" ? [one.finding] : []));

  // Pulumi knows nothing of what the review itself refuses: that explains no failure of its own.
  const { refused, blind } = severityOf({ violations: toldOf, unchecked });
  const isWhole = events.some(context.source === "preview" ? judgesTheStack : namesAPack);
  const errors = errorsOf(events);
  if (errors.length === 0) {
    if (exitCode !== 0 && !refused && !blind) errors.push(stderr.trim() || "Pulumi failed and did not say why");
    else if (!isWhole) errors.push("the pack was not asked about the stack as a whole");
  }

  return {
    ...context,
    verdict: verdictOf({ violations, unchecked, errors }),
    violations,
    unchecked,
    exceptions: [...kept.exceptions, ...told.flatMap((one) => (one.kind === "exception" ? [one.used] : []))],
    traffic: context.source === "preview" ? trafficChanges(events) : [],
    pods: context.source === "preview" ? podChanges(events) : [],
    changes: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    errors,
    isWhole,
  };
}

/** What comes of what was found. */
export function verdictOf(review: Pick<Review, "violations" | "unchecked" | "errors">): Review["verdict"] {
  const { refused, blind } = severityOf(review);
  return refused ? "violated" : review.errors.length > 0 ? "failed" : blind ? "unchecked" : "passed";
}

function severityOf({ violations, unchecked }: Pick<Review, "violations" | "unchecked">) {
  return {
    refused: violations.some(({ level }) => level === "mandatory"),
    // CrossGuard calls it advice where it could not run a policy.
    blind: unchecked.some(({ level, policy }) => level === "mandatory" || policy !== CHECKED_POLICY),
  };
}

/** What the engine tells of a policy, as a review has it. */
type Told =
  | { readonly kind: "violation"; readonly finding: Finding }
  | { readonly kind: "unchecked"; readonly finding: Unchecked }
  | { readonly kind: "exception"; readonly used: UsedException };

function toldBy({ policyName, enforcementLevel, severity, resourceUrn, message }: PolicyEvent): Told {
  const { text, report } = parseEngineMessage(policyName, message);
  const resource = nameOf(resourceUrn);
  const about = {
    policy: policyName,
    level: enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    ...(severity && { severity }),
    ...(resourceUrn && { urn: resourceUrn }),
    resource,
  } as const;

  switch (report.kind) {
    case "violation": {
      const { message, remedy } = report;
      return { kind: "violation", finding: { ...about, message, ...(remedy && { remedy }) } };
    }
    case "unchecked":
      return { kind: "unchecked", finding: { ...about, message: text, uncheckedBy: report.policy } };
    case "exception": {
      const { policy, expires, reason } = report;
      return { kind: "exception", used: { policy, resource, expires, reason } };
    }
  }
}

function nameOf(urn: string | undefined): string {
  if (urn === undefined || urn.includes("::pulumi:pulumi:Stack::")) return "stack";
  return resourceName(urn);
}

/** The sign, in a preview, that the stack policies ran. */
function judgesTheStack({ policyAnalyzeStackSummaryEvent }: EngineEvent): boolean {
  return policyAnalyzeStackSummaryEvent !== undefined;
}

/** The sign, of a state, that a pack ran: of what passes there are no events. */
function namesAPack({ summaryEvent }: EngineEvent): boolean {
  return Object.keys(summaryEvent?.PolicyPacks ?? {}).length > 0;
}
