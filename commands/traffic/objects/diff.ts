import { configPath } from "../../../mesh/config-path";
import { fieldOf } from "../../../mesh/fields";
import { type ClientTls } from "../../../mesh/traffic/destination-rule";
import { compareRoutes, type Difference } from "../../../mesh/traffic/read/compare-routes";
import { type MeshObject, objectName } from "../../../mesh/traffic/read/mesh-object";
import { destinationRulesOf, virtualServicesOf } from "../../../mesh/traffic/read/objects-of";
import { readDestinationRule } from "../../../mesh/traffic/read/read-destination-rule";
import { readEachRoute, readRoutes, type ReadRoute, type RouteReading } from "../../../mesh/traffic/read/read-routes";
import { type PlacedPlan } from "../placed-plan";
import { type Edit, lastEdit } from "./last-edit";
import { type LiveObject, type LiveRouting } from "./live-objects";
import { wantedObjects } from "./wanted-objects";

/** In what one object of the cluster is not as the stack says. */
export interface ObjectDiff {
  /** As `VirtualService default/reviews`. */
  readonly object: string;
  readonly differences: readonly Difference[];
  /** Who wrote into it last, beside Pulumi. */
  readonly edit?: Edit;
}

/** In what the cluster does something else with the requests to a service than the stack says. */
export interface ServiceDiff {
  readonly service: string;
  readonly host: string;
  /** How many rules the stack has, the default among them. */
  readonly rules: number;
  /** Those objects that differ. */
  readonly objects: readonly ObjectDiff[];
}

/** Holds what runs in a cluster against a plan. */
export function diffService(placed: PlacedPlan, tls: ClientTls, live: LiveRouting): ServiceDiff {
  const { plan, host } = placed;
  const wanted = wantedObjects(placed, tls);
  const find = (all: readonly LiveObject[], { namespace, name }: MeshObject) =>
    all.find((one) => one.namespace === namespace && one.name === name);
  const rule = find(live.destinationRules, wanted.destinationRule);
  const routes = find(live.virtualServices, wanted.virtualService);
  const versions = rule ? Object.keys(readDestinationRule(rule).value.labels) : [];
  const diffs = [
    diffOf(wanted.virtualService, routes, (found) => routeDifferences(placed, wanted.virtualService, found, versions)),
    diffOf(wanted.destinationRule, rule, (found) => ruleDifferences(wanted.destinationRule, found)),
    ...(wanted.isForSidecars ? virtualServicesOf(host, live.virtualServices) : [])
      .filter((one) => one !== routes)
      .map((one) => foreign(one, host)),
    ...destinationRulesOf(host, live.destinationRules)
      .filter((one) => one !== rule && !String(fieldOf(one.spec, "host")).startsWith("*"))
      .map((one) => foreign(one, host)),
  ];
  const objects = diffs.filter(({ differences }) => differences.length > 0);
  return { service: plan.service, host, rules: plan.rules.length + 1, objects };
}

function diffOf(
  wanted: MeshObject,
  found: LiveObject | undefined,
  differences: (found: LiveObject) => Difference[],
): ObjectDiff {
  if (!found) return { object: objectName(wanted), differences: [{ part: "object", wanted: "there", found: "gone" }] };
  const edit = lastEdit(found.metadata.managedFields);
  return { object: objectName(wanted), differences: differences(found), ...(edit && { edit }) };
}

/** Another object for the same host, of which Istio follows one, or which it puts together with the stack's. */
function foreign(object: LiveObject, host: string): ObjectDiff {
  const edit = lastEdit(object.metadata.managedFields);
  return {
    object: objectName(object),
    differences: [{ part: "object", found: `is for ${host}, too, and not the stack's` }],
    ...(edit && { edit }),
  };
}

function routeDifferences(
  { plan, host, namespace, port }: PlacedPlan,
  wanted: MeshObject,
  found: LiveObject,
  versions: readonly string[],
): Difference[] {
  const place = { host, ports: [port], namespace };
  const own = readRoutes(httpOf(wanted), ["spec", "http"], { ...place, versions: plan.versions });
  if (!own.value) throw new Error(`the routes of ${plan.service} can't be read back`);
  const { routes } = readEachRoute(httpOf(found), ["spec", "http"], { ...place, versions });
  const ignored = ["http"];
  return [...compareRoutes(own.value, withoutUnmet(routes)), ...fieldDifferences(wanted, found, ignored)];
}

/** Routes that no request can meet make no difference. */
function withoutUnmet(routes: readonly RouteReading[]): RouteReading[] {
  return routes.filter(({ value, remarks }) => value !== undefined || remarks.some(({ kind }) => kind === "lost"));
}

function httpOf({ spec }: MeshObject): readonly unknown[] {
  const http = fieldOf(spec, "http");
  return Array.isArray(http) ? http : [];
}

/** The fields of two specs but some, as they are written. */
function fieldDifferences(wanted: MeshObject, found: MeshObject, but: readonly string[]): Difference[] {
  const names = new Set([wanted, found].flatMap(({ spec }) => Object.keys((spec as object | undefined) ?? {})));
  return [...names]
    .filter((name) => !but.includes(name))
    .flatMap((name) => {
      const [one, other] = [wanted, found].map(({ spec }) => JSON.stringify(fieldOf(spec, name)));
      if (one === other) return [];
      const part = `spec.${name}`;
      return [{ part, ...(one !== undefined && { wanted: one }), ...(other !== undefined && { found: other }) }];
    });
}

function ruleDifferences(wanted: MeshObject, found: MeshObject): Difference[] {
  const [own, other] = [wanted, found].map((rule) => readDestinationRule(rule).value.labels);
  const names = new Set([...Object.keys(own ?? {}), ...Object.keys(other ?? {})]);
  const subsets = [...names].flatMap((name): Difference[] => {
    const [one, two] = [own?.[name], other?.[name]].map((labels) => labels && labelsText(labels));
    if (one === two) return [];
    return [
      { part: `subset ${name}`, ...(one !== undefined && { wanted: one }), ...(two !== undefined && { found: two }) },
    ];
  });
  const lost = readDestinationRule(found).remarks.map(({ path, text }) => ({ part: configPath(path), found: text }));
  const fields = fieldDifferences(wanted, found, ["subsets"]);
  const told = new Set(fields.map(({ part }) => part));
  return [...subsets, ...lost.filter(({ part }) => ![...told].some((one) => part.startsWith(one))), ...fields];
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .sort()
    .join(", ");
}

/** Holds the plans of two stacks for a service against each other; the other one may have none. */
export function diffPlans(one: PlacedPlan, other: PlacedPlan | undefined): ServiceDiff {
  const { service, rules } = one.plan;
  const differences = other
    ? [...compareRoutes(ownRoutes(one), ownRoutes(other).map(asReading)), ...versionDifferences(one, other)]
    : [{ part: "traffic", wanted: `${rules.length + 1} rules` }];
  const objects = differences.length > 0 ? [{ object: `traffic.${service}`, differences }] : [];
  return { service, host: one.host, rules: rules.length + 1, objects };
}

function versionDifferences(one: PlacedPlan, other: PlacedPlan): Difference[] {
  const [wanted, found] = [one, other].map(({ plan }) => [...plan.versions].sort().join(", "));
  return wanted === found ? [] : [{ part: "versions", wanted: wanted ?? "", found: found ?? "" }];
}

function ownRoutes(placed: PlacedPlan): ReadRoute[] {
  const { plan, host, namespace, port } = placed;
  const { virtualService } = wantedObjects(placed, undefined);
  const known = { host, ports: [port], namespace, versions: plan.versions };
  const { value } = readRoutes(httpOf(virtualService), ["spec", "http"], known);
  if (!value) throw new Error(`the routes of ${plan.service} can't be read back`);
  return value;
}

function asReading(route: ReadRoute): RouteReading {
  return { ...route, value: route, takesAll: route.matches === "all", remarks: [] };
}
