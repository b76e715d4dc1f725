import { CHECKED_POLICY, EXCEPTIONS_POLICY } from "../../policies/engine/crossguard";
import { type EngineEvent, type PolicyEvent } from "./engine-event";
import { type TrafficChange, trafficChanges } from "./traffic-change";

/** One thing that a policy has against the stack. */
export interface Finding {
  readonly policy: string;
  readonly level: "mandatory" | "advisory";
  readonly severity?: string;
  readonly urn?: string;
  /** The resource's name; `stack` where it is all of it. */
  readonly resource: string;
  readonly message: string;
  readonly remedy?: string;
}

/** Leave to break a policy that was made use of. */
export interface UsedException {
  readonly policy: string;
  readonly resource: string;
  readonly expires: string;
  readonly reason: string;
}

/** What came of a review: whether the stack may be changed as the program wants it, or is in order as it is. */
export interface Review {
  readonly stack: string;
  readonly profile: string;
  readonly source: "preview" | "state";
  readonly verdict: "passed" | "violated" | "unchecked" | "failed";
  readonly violations: readonly Finding[];
  /** What policies could not look at. */
  readonly unchecked: readonly Finding[];
  readonly exceptions: readonly UsedException[];
  readonly traffic: readonly TrafficChange[];
  /** How many resources the run would create, update, delete ... */
  readonly changes: Readonly<Record<string, number>>;
  /** Why the run itself failed, where it did for another reason than a policy. */
  readonly errors: readonly string[];
  /** Whether the pack got to judge all of the stack. What it did not see it has nothing against. */
  readonly isWhole: boolean;
  /** The policies that the config turns off. */
  readonly disabled: readonly string[];
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
}

/** Makes a review of what the engine told. */
export function reviewOf(events: readonly EngineEvent[], { exitCode, stderr, ...context }: ReviewContext): Review {
  const told = events.flatMap(({ policyEvent }) => (policyEvent ? [policyEvent] : []));
  const findings = told.filter(({ policyName }) => policyName !== EXCEPTIONS_POLICY).map(findingOf);
  const unchecked = findings.filter(isUnchecked);
  const violations = findings.filter((finding) => !isUnchecked(finding));

  const refused = violations.some(({ level }) => level === "mandatory");
  const blind = unchecked.some(({ level, policy }) => level === "mandatory" || policy !== CHECKED_POLICY);
  const isWhole = events.some(context.source === "preview" ? judgesTheStack : namesAPack);
  const errors = errorsOf(events);
  if (errors.length === 0) {
    if (exitCode !== 0 && !refused && !blind) errors.push(stderr.trim() || "Pulumi failed and did not say why");
    else if (!isWhole) errors.push("the pack was not asked about the stack as a whole");
  }

  return {
    ...context,
    verdict: refused ? "violated" : errors.length > 0 ? "failed" : blind ? "unchecked" : "passed",
    violations,
    unchecked,
    exceptions: told.filter(({ policyName }) => policyName === EXCEPTIONS_POLICY).flatMap(exceptionOf),
    traffic: context.source === "preview" ? trafficChanges(events) : [],
    changes: events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    errors,
    isWhole,
  };
}

function findingOf({ policyName, enforcementLevel, severity, resourceUrn, message }: PolicyEvent): Finding {
  const [body = "", remedy] = message.trimEnd().split("\n  to fix: ");
  // CrossGuard puts the policy's description before what the policy says.
  const [description = "", ...said] = body.split("\n");
  return {
    policy: policyName,
    level: enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    ...(severity && { severity }),
    ...(resourceUrn && { urn: resourceUrn }),
    resource: nameOf(resourceUrn),
    message: said.length > 0 ? said.join("\n") : description,
    ...(remedy && { remedy }),
  };
}

/** Either the pack says so, or CrossGuard itself does of a policy that touched a value that is not known. */
function isUnchecked({ policy, message }: Finding): boolean {
  return policy === CHECKED_POLICY || /^can't run policy /.test(message);
}

/** The policy that could not look at something. */
export function blindPolicy({ policy, message }: Finding): string {
  return policy === CHECKED_POLICY ? (/^(\S+) could not check /.exec(message)?.[1] ?? policy) : policy;
}

function exceptionOf({ message, resourceUrn }: PolicyEvent): UsedException[] {
  const [, policy, expires, reason] = /\n(\S+) until (\d{4}-\d\d-\d\d): (.*)\n?$/.exec(message) ?? [];
  if (policy === undefined || expires === undefined || reason === undefined) return [];
  return [{ policy, expires, reason, resource: nameOf(resourceUrn) }];
}

function nameOf(urn: string | undefined): string {
  if (urn === undefined || urn.includes("::pulumi:pulumi:Stack::")) return "stack";
  return urn.split("::").at(-1) ?? urn;
}

/** The sign, in a preview, that the stack policies ran. */
function judgesTheStack({ policyAnalyzeStackSummaryEvent }: EngineEvent): boolean {
  return policyAnalyzeStackSummaryEvent !== undefined;
}

/** The sign, of a state, that a pack ran: of what passes there are no events. */
function namesAPack({ summaryEvent }: EngineEvent): boolean {
  return Object.keys(summaryEvent?.PolicyPacks ?? {}).length > 0;
}

/** What went wrong in the run, violations aside. */
function errorsOf(events: readonly EngineEvent[]): string[] {
  const told = events.flatMap(({ diagnosticEvent, errorEvent }) => [
    ...(diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trimEnd()] : []),
    ...(errorEvent ? [errorEvent.error.trimEnd()] : []),
  ]);
  return told.filter((message) => !/^(preview|update) failed$/.test(message));
}
