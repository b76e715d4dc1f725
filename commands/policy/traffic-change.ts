import { changingSteps, type EngineEvent } from "./engine-event";
import { type Fields, type Routing, routingOf, type Rule } from "./routing";
import { type Weights, weightsOf } from "./split-text";

/** What a run changes about what becomes of one rule's requests. */
export interface TrafficChange {
  readonly service: string;
  /** The rule; undefined where it is all of the service's. */
  readonly rule?: string;
  /** `v1 10 -> 20, v3 60 -> 50`, or what else changes. */
  readonly change: string;
}

/** A change in one line: `reviews, roundrobin-user: v1 10 -> 20, v3 60 -> 50`. */
export function formatChange({ service, rule, change }: TrafficChange): string {
  return `${rule === undefined ? service : `${service}, ${rule}`}: ${change}`;
}

/** What the steps of a run change about routes, service by service. */
export function trafficChanges(events: readonly EngineEvent[]): TrafficChange[] {
  return changingSteps(events).flatMap((step) =>
    routingChanges(
      step.op === "create" ? undefined : routingOf(step, step.old),
      step.op === "delete" ? undefined : routingOf(step, step.new),
    ),
  );
}

function routingChanges(before: Routing | undefined, after: Routing | undefined): TrafficChange[] {
  const service = after?.service ?? before?.service;
  if (service === undefined) return [];
  const [from, to] = [before ? before.rules : [], after ? after.rules : []];
  return [
    ...(before && after ? fieldChanges(before.scope, after.scope).map((change) => ({ service, change })) : []),
    ...(from && to ? ruleChanges(from, to) : [{ change: "rules that are not known yet" }]).map((change) => ({
      service,
      ...change,
    })),
  ];
}

function ruleChanges(before: readonly Rule[], after: readonly Rule[]): Omit<TrafficChange, "service">[] {
  const kept = after.flatMap((rule, index) =>
    ruleChange(counterpart(rule, index, before), rule).map((change) => ({ rule: rule.name, change })),
  );
  const removed = before
    .filter((rule, index) => counterpart(rule, index, after) === undefined)
    .map((rule) => ({ rule: rule.name, change: `removed (was ${actionText(rule)})` }));
  return [...kept, ...removed, ...orderChange(before, after)];
}

function counterpart(rule: Rule, index: number, others: readonly Rule[]): Rule | undefined {
  if (rule.isNamed) return others.find(({ name }) => name === rule.name);
  const other = others[index];
  return other?.isNamed ? undefined : other;
}

function ruleChange(before: Rule | undefined, after: Rule): string[] {
  if (!before) return [`new (${after.match}), ${actionText(after)}`];
  const [from = new Map(), to = new Map()] = weightsOf(before.destinations, after.destinations);
  const changes = [
    ...weightChanges(from, to),
    ...(before.match === after.match ? [] : [`for ${before.match} -> ${after.match}`]),
    ...fieldChanges(before.others, after.others),
  ];
  return changes.length > 0 ? [changes.join(", ")] : [];
}

function weightChanges(before: Weights, after: Weights): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((version) => {
    const from = before.get(version) ?? "0";
    const to = after.get(version) ?? "0";
    return from === to ? [] : [`${version} ${from} -> ${to}`];
  });
}

function fieldChanges(before: Fields, after: Fields): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) => {
    const from = before[field] ?? "none";
    const to = after[field] ?? "none";
    return from === to ? [] : [`${field} ${from} -> ${to}`];
  });
}

/** The first rule that matches decides: another order is another routing. */
function orderChange(before: readonly Rule[], after: readonly Rule[]): Omit<TrafficChange, "service">[] {
  const names = (rules: readonly Rule[], others: readonly Rule[]) =>
    rules.map(({ name }) => name).filter((name) => others.some((other) => other.name === name));
  const from = names(before, after).join(", ");
  const to = names(after, before).join(", ");
  return from === to ? [] : [{ change: `order of rules ${from} -> ${to}` }];
}

/** What a rule does with requests. */
function actionText({ destinations, others }: Rule): string {
  const [weights = new Map()] = weightsOf(destinations);
  const parts = [
    ...[...weights].map(([version, weight]) => `${version} ${weight}`),
    ...Object.entries(others).map(([field, value]) => `${field} ${value}`),
  ];
  return parts.join(", ") || "nothing";
}
