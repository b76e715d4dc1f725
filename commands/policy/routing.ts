import { describeMatch } from "../../mesh/traffic/request-match";
import { serviceOf } from "../../policies/objects/host";
import { VIRTUAL_SERVICE } from "../../policies/objects/kinds";
import { KubernetesObject } from "../../policies/objects/kubernetes-object";
import { type Route, VirtualService } from "../../policies/objects/virtual-service";
import { isObject, type Place, UNKNOWN, type Value } from "../../policies/resources/value";
import { httpMatch } from "../../policies/rules/http-match";
import { ifKnown } from "../../policies/rules/if-known";
import { type StepMetadata } from "./engine-event";
import { resourceOf } from "./step-resource";

const NOT_KNOWN = "not known yet";

/** Texts by the field of Istio's API that they are the value of. */
export type Fields = Readonly<Record<string, string>>;

/** What one state of a VirtualService says, as people compare it. */
export interface Routing {
  readonly service: string;
  /** Undefined where it is not known yet which there are. */
  readonly rules: readonly Rule[] | undefined;
  /** Who is routed: `hosts`, `gateways` and whatever else is said beside the rules. */
  readonly scope: Fields;
}

export interface Rule {
  readonly name: string;
  readonly isNamed: boolean;
  readonly match: string;
  readonly destinations: readonly DestinationWeight[];
  /** What else the rule does to requests: `fault`, `mirrors`, `redirect`, `timeout` ... */
  readonly others: Fields;
}

/** A part of a rule's requests. */
export interface DestinationWeight {
  /** Undefined where it is not known yet. */
  readonly destination: { readonly host: string; readonly subset?: string; readonly port?: number } | undefined;
  /** A text where it is no number, such as that it is not known yet. */
  readonly weight: number | string;
}

/**
 * The routing in one state of a step's resource; undefined where that is no VirtualService, or there is no such state.
 */
export function routingOf(step: StepMetadata, state: StepMetadata["old"]): Routing | undefined {
  if (!state) return undefined;
  const resource = resourceOf(step, state);
  const object = KubernetesObject.of(resource);
  if (!object?.is(VIRTUAL_SERVICE)) return undefined;

  const virtualService = new VirtualService(object);
  const host = ifKnown(() => virtualService.hosts()[0]);
  return {
    service:
      host === undefined || host === "*"
        ? (ifKnown(() => object.name) ?? resource.name)
        : (serviceOf(host)?.service ?? host),
    rules: ifKnown(() => virtualService.routes())?.map(ruleOf),
    scope: fieldsOf(object.spec, ["http", "tls", "tcp"]),
  };
}

function ruleOf(route: Route, index: number): Rule {
  const name = ifKnown(() => route.place.at("name").text());
  const matches = ifKnown(() => route.place.at("match").items().map(matchText)) ?? [NOT_KNOWN];
  const destinations = ifKnown(() =>
    route.routePlaces().map((place, _, { length }) => destinationWeight(route, place, length)),
  );
  return {
    name: name ?? (matches.length === 0 ? "default" : `rule ${index + 1}`),
    isNamed: name !== undefined,
    match: matches.join(" or ") || "everything",
    destinations: destinations ?? [],
    others: {
      ...fieldsOf(route.place, ["name", "match", "route"]),
      ...(destinations === undefined && { route: NOT_KNOWN }),
    },
  };
}

function destinationWeight(route: Route, place: Place, of: number): DestinationWeight {
  const weight = place.at("weight").reading();
  return {
    destination: ifKnown(() => {
      const { host, subset, port } = route.destination(place.at("destination")) ?? {};
      return host === undefined ? undefined : { host, ...(subset && { subset }), ...(port && { port }) };
    }),
    // Istio sends everything to a single destination, and nothing to one among others that has no weight.
    weight:
      weight.kind === "absent" ? (of === 1 ? 100 : 0) : weight.kind === "unknown" ? NOT_KNOWN : weightOf(weight.value),
  };
}

function weightOf(value: Value): number | string {
  return typeof value === "number" ? value : textOf(value);
}

function matchText(place: Place): string {
  const { request, others } = httpMatch(place);
  const parts = [describeMatch(request), ...Object.keys(others)].filter((part) => part !== "");
  return parts.join(", ") || "everything";
}

function fieldsOf(place: Place, except: readonly string[]): Fields {
  const entries = ifKnown(() => place.entries()) ?? [];
  return Object.fromEntries(
    entries.flatMap(([field, member]) => {
      const reading = member.reading();
      if (except.includes(field) || reading.kind === "absent") return [];
      return [[field, reading.kind === "known" ? textOf(reading.value) : NOT_KNOWN]];
    }),
  );
}

/** A value in one line. */
function textOf(value: Value): string {
  if (value === UNKNOWN) return NOT_KNOWN;
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${key}: ${textOf(member)}`);
    return `{${members.join(", ")}}`;
  }
  if (typeof value === "object" && value !== null) return `[${value.map(textOf).join(", ")}]`;
  return String(value).replaceAll(/\s+/g, " ");
}
