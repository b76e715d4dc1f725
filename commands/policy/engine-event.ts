/**
 * What Pulumi's engine tells of a run, one JSON object a line (`pulumi preview --json` as a stream, `pulumi policy
 * analyze --json`).
 */
export interface EngineEvent {
  readonly policyEvent?: PolicyEvent;
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  /** A step has been done. */
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: { readonly urn?: string; readonly severity: string; readonly message: string };
  readonly errorEvent?: { readonly error: string };
  readonly policyAnalyzeStackSummaryEvent?: object;
  readonly summaryEvent?: {
    readonly result?: string;
    /** The versions of the packs that took part, by their names. */
    readonly PolicyPacks?: Readonly<Record<string, string>> | null;
    readonly resourceChanges?: Readonly<Record<string, number>> | null;
  };
}

/** A policy's violation. */
export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly enforcementLevel: string;
  readonly severity?: string;
}

/** What is about to happen to a resource. */
export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old: StepState | null;
  readonly new: StepState | null;
  /** The properties that cause a replacement. */
  readonly keys?: readonly string[];
  /** By each property's path what becomes of it; `add-replace`, `update-replace` and the like cause a replacement. */
  readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string }>> | null;
}

interface StepState {
  readonly inputs?: Readonly<Record<string, unknown>> | null;
  /** It is not the stack's: it is only read. */
  readonly external?: boolean;
  /** It stays as it leaves the stack. */
  readonly retainOnDelete?: boolean;
}

/**
 * The steps that say what a resource is to become. One that is replaced has others besides, for the old one's removal:
 * those do not mean that it goes.
 */
const CHANGING: ReadonlySet<string> = new Set(["create", "create-replacement", "import", "update", "delete"]);

/** For each resource that a run changes the step that says what it is to become. */
export function changingSteps(events: readonly EngineEvent[]): StepMetadata[] {
  const steps = new Map<string, StepMetadata>();
  for (const { resourcePreEvent } of events) {
    const step = resourcePreEvent?.metadata;
    if (step && CHANGING.has(step.op)) steps.set(step.urn, step);
  }
  return [...steps.values()];
}

/** The event in a line; undefined for anything else that Pulumi prints. */
export function parseEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
}

/** What went wrong in the run, violations aside. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
  const told = events.flatMap(({ diagnosticEvent, errorEvent }) => [
    ...(diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trimEnd()] : []),
    ...(errorEvent ? [errorEvent.error.trimEnd()] : []),
  ]);
  return told.filter((message) => !/^(preview|update) failed$/.test(message));
}
