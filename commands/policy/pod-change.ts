import { isDeepStrictEqual } from "node:util";
import { fieldOf, isFields, valueAt } from "../../mesh/fields";
import { SIDECAR_ANNOTATION } from "../../mesh/istio/sidecar-setup";
import { changingSteps, type EngineEvent, type StepMetadata } from "./engine-event";
import { resourceName } from "./step-resource";

/** What a run does to pods that run. */
export type PodChange =
  /** A Helm release of another version or name, which starts its pods anew where they differ. */
  | { readonly kind: "release"; readonly release: string; readonly from: string; readonly to: string }
  /** Workloads whose pods start anew, for the same reason. */
  | { readonly kind: "restart"; readonly workloads: readonly string[]; readonly why: string };

/** A change in one line, for people. */
export function formatPodChange(change: PodChange): string {
  if (change.kind === "release") return `${change.release}: ${change.from} -> ${change.to}`;
  const { workloads, why } = change;
  return `the pods of ${workloads.join(", ")} start anew, each once its successor is ready: ${why}`;
}

/** What the steps of a run do to pods: releases first, as what their pods are told comes before whom they tell it. */
export function podChanges(events: readonly EngineEvent[]): PodChange[] {
  const steps = changingSteps(events).filter(({ old, new: next }) => old && next);
  return [...steps.flatMap(releaseChange), ...restarts(steps)];
}

function releaseChange({ urn, type, old, new: next }: StepMetadata): PodChange[] {
  if (!/^kubernetes:helm\.sh\/v\d+:(Release|Chart)$/.test(type)) return [];
  const told = (inputs: unknown, name: string) => textOf(fieldOf(inputs, name)) ?? "";
  const [before, after] = [old?.inputs, next?.inputs];
  const [nameBefore, name] = [told(before, "name"), told(after, "name") || resourceName(urn)];
  if (nameBefore !== "" && nameBefore !== name) {
    return [{ kind: "release", release: "release", from: nameBefore, to: `${name}, and the old one goes last` }];
  }
  const [from, to] = [told(before, "version"), told(after, "version")];
  return from === to ? [] : [{ kind: "release", release: name, from, to }];
}

/** A change of its template has a workload start its pods anew (kubernetes.io, Updating a Deployment). */
function restarts(steps: readonly StepMetadata[]): PodChange[] {
  const reasons = new Map<string, string[]>();
  for (const { urn, type, old, new: next } of steps) {
    if (!/^kubernetes:apps\/v1:(Deployment|StatefulSet|DaemonSet)$/.test(type)) continue;
    const [before, after] = [old, next].map((state) => valueAt(state?.inputs, ["spec", "template"]));
    if (isDeepStrictEqual(before, after)) continue;
    const name = textOf(valueAt(next?.inputs, ["metadata", "name"])) ?? resourceName(urn);
    const why = whyAnew(before, after);
    reasons.set(why, [...(reasons.get(why) ?? []), name]);
  }
  return [...reasons].map(([why, workloads]) => ({ kind: "restart", workloads: workloads.sort(), why }));
}

function whyAnew(before: unknown, after: unknown): string {
  const sidecar = (template: unknown) =>
    textOf(valueAt(template, ["metadata", "annotations", SIDECAR_ANNOTATION])) ?? "of unknown age";
  const [from, to] = [sidecar(before), sidecar(after)];
  const others = ["metadata", "spec"].flatMap((part) => changedFields(valueAt(before, [part]), valueAt(after, [part])));
  if (from === to) return `${others.join(", ")} of their template`;
  return `sidecar ${from} -> ${to}`;
}

function changedFields(before: unknown, after: unknown): string[] {
  const names = [before, after].flatMap((one) => (isFields(one) ? Object.keys(one) : []));
  return [...new Set(names)].filter((name) => !isDeepStrictEqual(fieldOf(before, name), fieldOf(after, name)));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
