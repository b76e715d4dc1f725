import { type Cluster } from "../cluster/cluster";
import { type KubeObject, nameOf } from "../cluster/object";
import { arrayAt, isObject, type Json, type JsonObject, numberAt, objectAt, stringAt, stringsAt } from "../wire/json";
import { conditionOf, explain, isTrue } from "./conditions";

/** A label selector as text, for a list request. Empty for one that selects nothing in particular. */
export function selectorText(selector: Json | undefined): string {
  const labels = labelTexts(objectAt(selector, ["matchLabels"]));
  const expressions = arrayAt(selector, ["matchExpressions"]).map((expression) => {
    const key = stringAt(expression, ["key"]) ?? "";
    const values = stringsAt(expression, ["values"]).join(",");
    switch (stringAt(expression, ["operator"])) {
      case "In":
        return `${key} in (${values})`;
      case "NotIn":
        return `${key} notin (${values})`;
      case "DoesNotExist":
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...labels, ...expressions].join(",");
}

/** Labels as a list request selects by them. */
export function labelTexts(labels: JsonObject): readonly string[] {
  return Object.entries(labels).flatMap(([key, value]) => (typeof value === "string" ? [`${key}=${value}`] : []));
}

/** Why the selected pods are not ready, one sentence for each pod and cause, the newest pods first, a few at most. */
export async function podProblems(
  cluster: Cluster,
  namespace: string,
  labels: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const pods = await cluster.list({ apiVersion: "v1", kind: "Pod", namespace }, { labels }, signal);
  return [...pods].sort(newestFirst).flatMap(problemsOfPod).slice(0, MOST_PROBLEMS);
}

const MOST_PROBLEMS = 5;

function newestFirst(one: KubeObject, other: KubeObject): number {
  const [a, b] = [one, other].map((pod) => stringAt(pod, ["metadata", "creationTimestamp"]) ?? "");
  return (b ?? "").localeCompare(a ?? "");
}

/** Why one pod is not ready; nothing when it is, or is going away. */
export function problemsOfPod(pod: KubeObject): readonly string[] {
  if (isTrue(conditionOf(pod, "Ready")) || stringAt(pod, ["metadata", "deletionTimestamp"])) return [];
  const name = nameOf(pod) ?? "";
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") return [`pod ${name} is not scheduled: ${explain(scheduled)}`];
  const containers = [
    ...arrayAt(pod, ["status", "initContainerStatuses"]),
    ...arrayAt(pod, ["status", "containerStatuses"]),
  ].flatMap((status) => problemsOfContainer(name, status));
  if (containers.length > 0) return containers;
  const reason = stringAt(pod, ["status", "reason"]);
  return reason ? [`pod ${name}: ${reason}: ${stringAt(pod, ["status", "message"]) ?? ""}`] : [];
}

/** States that every container passes through on its way. */
const UNREMARKABLE: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

function problemsOfContainer(pod: string, status: Json): readonly string[] {
  const where = `container ${stringAt(status, ["name"]) ?? ""} of pod ${pod}`;
  const waitingReason = stringAt(status, ["state", "waiting", "reason"]);
  if (waitingReason && !UNREMARKABLE.has(waitingReason)) {
    const message = stringAt(status, ["state", "waiting", "message"]);
    return [[`${where}: ${waitingReason}`, message, lastExit(status)].filter(Boolean).join(": ")];
  }
  const exitCode = numberAt(status, ["state", "terminated", "exitCode"]);
  if (exitCode !== undefined && exitCode !== 0) {
    const reason = stringAt(status, ["state", "terminated", "reason"]) ?? "Error";
    return [`${where} ended with exit code ${exitCode} (${reason})`];
  }
  const isRunning = isObject(status) && Object.hasOwn(objectAt(status, ["state"]), "running");
  if (isRunning && isObject(status) && status["ready"] === false) {
    return [`${where} runs but is not ready: its readiness or startup probe has not succeeded`];
  }
  return [];
}

function lastExit(status: Json): string | undefined {
  const exitCode = numberAt(status, ["lastState", "terminated", "exitCode"]);
  if (exitCode === undefined) return undefined;
  const message = stringAt(status, ["lastState", "terminated", "message"])?.trim();
  return [`last exit code ${exitCode}`, message].filter(Boolean).join(", ");
}
