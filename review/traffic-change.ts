import { describeMatch } from "../mesh/request-match";
import { VIRTUAL_SERVICE } from "../policies/objects/kinds";
import { KubernetesObject } from "../policies/objects/kubernetes-object";
import { serviceOf } from "../policies/objects/host";
import { type Route, VirtualService } from "../policies/objects/virtual-service";
import { httpMatch } from "../policies/rules/http-match";
import { StackResource } from "../policies/engine/stack-resource";
import { NotKnown, type Place, UNKNOWN, type Value } from "../policies/engine/value";
import { type EngineEvent, type StepMetadata } from "./engine-event";

/** What a run changes about where one rule's requests go. */
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
  const steps = new Map<string, StepMetadata>();
  for (const { resourcePreEvent } of events) {
    const step = resourcePreEvent?.metadata;
    if (step && step.op !== "same" && step.op !== "read") steps.set(step.urn, step);
  }
  return [...steps.values()].flatMap(changesOfStep);
}

function changesOfStep(step: StepMetadata): TrafficChange[] {
  const before = rulesOf(step, step.op === "create" ? null : step.old);
  const after = rulesOf(step, step.op === "delete" ? null : step.new);
  if (before === undefined || after === undefined) return [];
  const service = after.service ?? before.service;
  if (service === undefined) return [];

  const changes = after.rules.flatMap((rule, index) => {
    const earlier = counterpart(rule, index, before.rules);
    return ruleChange(earlier, rule).map((change) => ({ service, rule: rule.name, change }));
  });
  const removed = before.rules
    .filter((rule, index) => counterpart(rule, index, after.rules) === undefined)
    .map((rule) => ({ service, rule: rule.name, change: `removed (was ${weightText(rule.weights)})` }));
  return [...changes, ...removed, ...orderChange(service, before.rules, after.rules)];
}

/** A rule as people compare it. */
interface Rule {
  readonly name: string;
  readonly isNamed: boolean;
  readonly match: string;
  readonly weights: ReadonlyMap<string, string>;
}

interface Rules {
  readonly service: string | undefined;
  readonly rules: readonly Rule[];
}

/** The rules in one state of a VirtualService; undefined for resources of other kinds. */
function rulesOf({ urn, type }: StepMetadata, state: StepMetadata["old"]): Rules | undefined {
  const name = urn.split("::").at(-1) ?? urn;
  const resource = new StackResource(urn, type, name, () => known(state?.inputs ?? {}));
  const object = KubernetesObject.of(resource);
  if (!object?.is(VIRTUAL_SERVICE)) return undefined;
  if (!state) return { service: undefined, rules: [] };

  const virtualService = new VirtualService(object);
  const routes = attempt(() => virtualService.routes()) ?? [];
  const host = attempt(() => virtualService.hosts()[0]);
  const objectName = attempt(() => object.name) ?? name;
  return {
    service: host === undefined || host === "*" ? objectName : (serviceOf(host)?.service ?? host),
    rules: routes.map((route, index) => ruleOf(route, index)),
  };
}

function ruleOf(route: Route, index: number): Rule {
  const name = attempt(() => route.place.at("name").text());
  const matches = attempt(() => route.place.at("match").items().map(matchText)) ?? ["not known yet"];
  return {
    name: name ?? (matches.length === 0 ? "default" : `rule ${index + 1}`),
    isNamed: name !== undefined,
    match: matches.join(" or ") || "everything",
    weights: new Map(route.legs().map((leg, position) => legText(route, leg, position, route.legs().length))),
  };
}

function legText(route: Route, leg: Place, position: number, of: number): [version: string, weight: string] {
  const destination = attempt(() => route.destination(leg.at("destination")));
  const version = destination?.subset ?? destination?.host.split(".")[0] ?? `destination ${position + 1}`;
  const weight = leg.at("weight").reading();
  if (weight.is === "unknown") return [version, "not known yet"];
  return [version, weight.is === "known" ? JSON.stringify(weight.value) : of === 1 ? "100" : "0"];
}

function matchText(place: Place): string {
  const { request, others } = httpMatch(place);
  const parts = [describeMatch(request), ...Object.keys(others)].filter((part) => part !== "");
  return parts.join(", ") || "everything";
}

function counterpart(rule: Rule, index: number, others: readonly Rule[]): Rule | undefined {
  if (rule.isNamed) return others.find(({ name }) => name === rule.name);
  const other = others[index];
  return other?.isNamed ? undefined : other;
}

function ruleChange(before: Rule | undefined, after: Rule): string[] {
  if (!before) return [`new (${after.match}), ${weightText(after.weights)}`];
  const versions = [...new Set([...before.weights.keys(), ...after.weights.keys()])];
  const weights = versions.flatMap((version) => {
    const from = before.weights.get(version) ?? "0";
    const to = after.weights.get(version) ?? "0";
    return from === to ? [] : [`${version} ${from} -> ${to}`];
  });
  const match = before.match === after.match ? [] : [`for ${before.match} -> ${after.match}`];
  return weights.length + match.length > 0 ? [[...weights, ...match].join(", ")] : [];
}

/** The first rule that matches decides: another order is another routing. */
function orderChange(service: string, before: readonly Rule[], after: readonly Rule[]): TrafficChange[] {
  const names = (rules: readonly Rule[], others: readonly Rule[]) =>
    rules.map(({ name }) => name).filter((name) => others.some((other) => other.name === name));
  const from = names(before, after).join(", ");
  const to = names(after, before).join(", ");
  return from === to ? [] : [{ service, change: `order of rules ${from} -> ${to}` }];
}

function weightText(weights: ReadonlyMap<string, string>): string {
  return [...weights].map(([version, weight]) => `${version} ${weight}`).join(", ") || "nothing";
}

/** What stands for an unknown value and marks a secret in what the engine tells (@pulumi/pulumi, runtime/rpc). */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

function known(value: unknown): Value {
  if (value === UNKNOWN_TEXT) return UNKNOWN;
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || SIGNATURE in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, known(member)]));
}

/** A value, or undefined where it is not known yet. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}
