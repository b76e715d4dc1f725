import { type Exception, excuseFor, whyEnded } from "../../policies/engine/exceptions";
import { type StackResource } from "../../policies/resources/stack-resource";
import { UNKNOWN } from "../../policies/resources/value";
import { type EngineEvent, type StepMetadata } from "./engine-event";
import { engineValue } from "./engine-value";
import { type Finding, type UsedException } from "./finding";
import { type Balancer, balancerOf, longLived } from "./long-lived";
import { KEPT_POLICY } from "./pack";
import { resourceOf } from "./step-resource";

/** What a run does to resources that people rely on: what is refused, and what was allowed by name. */
export interface KeptResources {
  readonly violations: readonly Finding[];
  readonly exceptions: readonly UsedException[];
}

/** What may be replaced or removed nevertheless, and on which day that is asked. */
export interface Allowed {
  readonly exceptions: readonly Exception[];
  readonly today: string;
}

/** A run tells of each replacement in several steps; those that only clear up after an earlier run are none of them. */
const REPLACING: ReadonlySet<string> = new Set(["replace", "create-replacement", "import-replacement"]);

/** What the steps of a run do to clusters, node groups, networks and load balancers that there are. */
export function keptResources(events: readonly EngineEvent[], { exceptions, today }: Allowed): KeptResources {
  const ends = new Map<string, End>();
  for (const { resourcePreEvent } of events) {
    const step = resourcePreEvent?.metadata;
    const end = step && endOf(step);
    // Of several steps of one replacement, the one that names what causes it says most.
    if (end && (ends.get(step.urn)?.causes.length ?? 0) < Math.max(end.causes.length, 1)) ends.set(step.urn, end);
  }

  const judged = [...ends.values()].map((end) => {
    const resource = resourceOf(end.step, end.step.old);
    return { end, resource, excuse: excuseFor(resource, exceptions, today) };
  });
  return {
    violations: judged.flatMap(({ end, resource, excuse }) =>
      excuse.kind === "excused" ? [] : [findingOf(end, resource, excuse.ended.map(whyEnded))],
    ),
    exceptions: judged.flatMap(({ resource, excuse }) => {
      if (excuse.kind !== "excused") return [];
      const { expires, reason } = excuse.exception;
      return [{ policy: KEPT_POLICY, resource: resource.name, expires, reason }];
    }),
  };
}

/** How a resource comes to its end, and by what. */
interface End {
  readonly step: StepMetadata;
  readonly what: string;
  readonly becomes: string;
  readonly loss: string;
  /** Properties, each with what it was and is to be where that may be shown. */
  readonly causes: readonly string[];
}

function endOf(step: StepMetadata): End | undefined {
  const { old } = step;
  // What is read only, or left standing as it leaves the stack, does not end.
  if (!old || old.external === true) return undefined;
  const kept = longLived(step, old);
  if (!kept) return undefined;
  const end = { step, what: kept.kind, loss: kept.loss };
  if (REPLACING.has(step.op)) return { ...end, becomes: "would be replaced", causes: replacementCauses(step) };
  if (step.op === "delete" && old.retainOnDelete !== true) return { ...end, becomes: "would be deleted", causes: [] };
  if (step.op === "update") return anotherBalancer(step, end);
  return undefined;
}

/** A Service stays as it is updated, but its load balancer may not. */
function anotherBalancer(step: StepMetadata, end: Pick<End, "step" | "what" | "loss">): End | undefined {
  const [before, after] = [balancerOf(step, step.old), balancerOf(step, step.new)];
  if (!before) return undefined;
  if (!after) return { ...end, becomes: "would be deleted", causes: ["the Service's type"] };
  const parts: readonly (keyof Balancer)[] = ["class", "type", "scheme"];
  const causes = parts
    .filter((part) => before[part] !== after[part])
    .map((part) => `the load balancer's ${part} ("${before[part]}" -> "${after[part]}")`);
  return causes.length === 0 ? undefined : { ...end, becomes: "would be replaced", causes };
}

function replacementCauses({ keys, detailedDiff, old, new: after }: StepMetadata): string[] {
  const detailed = Object.entries(detailedDiff ?? {})
    .filter(([, { diffKind }]) => diffKind.endsWith("-replace"))
    .map(([path]) => path);
  // The paths of the detailed diff are more exact; a provider that gives none names properties.
  return [...new Set(detailed.length > 0 ? detailed : (keys ?? []))].map((path) => {
    const [from, to] = [shown(old?.inputs, path), shown(after?.inputs, path)];
    return from === undefined || to === undefined || from === to ? path : `${path} (${from} -> ${to})`;
  });
}

/** A property for people; undefined where it is not known, or no one's business. */
function shown(inputs: Readonly<Record<string, unknown>> | null | undefined, path: string): string | undefined {
  const value = path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | null | undefined)?.[key], inputs ?? {});
  if (value === undefined) return "none";
  const known = JSON.stringify(engineValue(value), (_key, part: unknown) => (part === UNKNOWN ? "?" : part));
  return known === undefined || known.includes('"?"') || known.length > 80 ? undefined : known;
}

function findingOf(
  { step, what, becomes, loss, causes }: End,
  { name, stack }: StackResource,
  ended: readonly string[],
): Finding {
  const because =
    causes.length > 0
      ? ` because of ${causes.join(", ")}`
      : becomes === "would be replaced"
        ? " because something that it depends on, its provider included, is replaced"
        : " because the program does not have it any more";
  const keep =
    causes.length > 0 ? `leave ${causes.map((cause) => cause.replace(/ \(.*/, "")).join(", ")} as it was` : "";
  return {
    policy: KEPT_POLICY,
    level: "mandatory",
    severity: "critical",
    urn: step.urn,
    resource: name,
    message: `${step.type} ${name} ${becomes}${because}: it is ${what}, and ${loss}`,
    remedy: [
      `${keep || "keep it in the program, under its name"}; or, where that is meant, allow it by name, once with ` +
        `--allow-replace ${name} or with a reason and a last day under "${KEPT_POLICY}" in ` +
        `policies/exceptions/${stack}.json.`,
      ...ended,
    ].join("\n  "),
  };
}
