import { configPath } from "../../../mesh/config-path";
import { fieldOf, isFields } from "../../../mesh/fields";
import { compareRoutes, type Difference } from "../../../mesh/traffic/read/compare-routes";
import { labelsText } from "../../../mesh/traffic/labels";
import { type MeshObject, objectName } from "../../../mesh/traffic/read/mesh-object";
import { destinationRulesOf, virtualServicesOf } from "../../../mesh/traffic/read/objects-of";
import { exportRemarks, readDestinationRule } from "../../../mesh/traffic/read/read-destination-rule";
import { readEachRoute, readRoutes, type ReadRoute, type RouteReading } from "../../../mesh/traffic/read/read-routes";
import { type PlacedPlan } from "../placed-plan";
import { type Edit, lastEdit } from "./last-edit";
import { type LiveObject, type LiveRouting } from "./live-objects";
import { type SaidTraffic } from "./said-traffic";
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

/** Holds what runs in a cluster against what a stack says of a service. */
export function diffService(said: SaidTraffic, live: LiveRouting): ServiceDiff {
  const { placed } = said;
  const { plan, host } = placed;
  const { sidecars, gateway, destinationRule } = wantedObjects(said);
  const rule = liveOf(live.destinationRules, destinationRule);
  const versions = rule ? Object.keys(readDestinationRule(rule).value.labels) : [];
  const routes = [sidecars, gateway].flatMap((wanted) => {
    if (!wanted) return [];
    const found = liveOf(live.virtualServices, wanted);
    return [{ wanted, found, diff: diffOf(wanted, found, (one) => routeDifferences(placed, wanted, one, versions)) }];
  });
  const own = routes.map(({ found }) => found);
  const diffs = [
    ...routes.map(({ diff }) => diff),
    diffOf(destinationRule, rule, (found) => ruleDifferences(destinationRule, found)),
    ...(sidecars ? virtualServicesOf(host, live.virtualServices) : [])
      .filter((one) => !own.includes(one))
      .map((one) => foreign(one, host)),
    ...destinationRulesOf(host, live.destinationRules)
      .filter((one) => one !== rule && !String(fieldOf(one.spec, "host")).startsWith("*"))
      .map((one) => foreign(one, host)),
  ];
  const objects = diffs.filter(({ differences }) => differences.length > 0);
  return { service: plan.service, host, rules: plan.rules.length + 1, objects };
}

/** The object of the cluster that has the kind, the namespace and the name of another. */
export function liveOf(all: readonly LiveObject[], { namespace, name }: MeshObject): LiveObject | undefined {
  return all.find((one) => one.namespace === namespace && one.name === name);
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
  const differences = [{ part: "object", found: `is for ${host}, too, and not the stack's` }];
  return { object: objectName(object), differences, ...(edit && { edit }) };
}

function routeDifferences(
  placed: PlacedPlan,
  wanted: MeshObject,
  found: LiveObject,
  versions: readonly string[],
): Difference[] {
  const { host, namespace, port } = placed;
  const known = { host, ports: [port], namespace, versions };
  const { routes } = readEachRoute(httpOf(found), ["spec", "http"], known);
  // Of the gateway's own VirtualService only the routes are a matter of traffic.
  const isWhole = fieldOf(wanted.spec, "hosts") !== undefined;
  return [
    ...compareRoutes(ownRoutes(placed, wanted), routes.filter(isMetByRequests)),
    ...(isWhole ? fieldDifferences(wanted, found, ["http"]) : []),
  ];
}

/** Routes that no request can meet make no difference. */
function isMetByRequests({ value, remarks }: RouteReading): boolean {
  return value !== undefined || remarks.some(({ kind }) => kind === "lost");
}

/** The routes of an object that the stack makes. */
function ownRoutes({ plan, host, namespace, port }: PlacedPlan, wanted: MeshObject): ReadRoute[] {
  const known = { host, ports: [port], namespace, versions: plan.versions };
  const { value, remarks } = readRoutes(httpOf(wanted), ["spec", "http"], known);
  if (!value)
    throw new Error(`${objectName(wanted)} can't be read back: ${remarks.map(({ text }) => text).join("; ")}`);
  return value;
}

function httpOf({ spec }: MeshObject): readonly unknown[] {
  const http = fieldOf(spec, "http");
  return Array.isArray(http) ? http : [];
}

/**
 * The fields of two specs as they are written, but for some; for callers everywhere an object is without saying so,
 * too.
 */
function fieldDifferences(wanted: MeshObject, found: MeshObject, but: readonly string[]): Difference[] {
  const specs = [wanted, found].map(({ spec }) => {
    const { exportTo, ...fields } = isFields(spec) ? spec : {};
    return exportRemarks(exportTo, []).length > 0 ? { ...fields, exportTo } : fields;
  });
  const names = new Set(specs.flatMap((spec) => Object.keys(spec)));
  return [...names]
    .filter((name) => !but.includes(name))
    .flatMap((name) => {
      const [one, other] = specs.map((spec) => JSON.stringify(spec[name]));
      if (one === other) return [];
      const part = `spec.${name}`;
      return [{ part, ...(one !== undefined && { wanted: one }), ...(other !== undefined && { found: other }) }];
    });
}

function ruleDifferences(wanted: MeshObject, found: MeshObject): Difference[] {
  const [own, other] = [readDestinationRule(wanted).value, readDestinationRule(found).value];
  const names = new Set([...Object.keys(own.labels), ...Object.keys(other.labels)]);
  const subsets = [...names].flatMap((name): Difference[] => {
    const [one, two] = [own, other].map(({ labels }) => labels[name] && labelsText(labels[name]));
    if (one === two) return [];
    const part = `subset ${name}`;
    return [{ part, ...(one !== undefined && { wanted: one }), ...(two !== undefined && { found: two }) }];
  });
  const fields = fieldDifferences(wanted, found, ["subsets"]);
  const told = fields.map(({ part }) => part);
  const lost = readDestinationRule(found)
    .remarks.map(({ path, text }) => ({ part: configPath(path), found: text }))
    .filter(({ part }) => !told.some((one) => part.startsWith(one)));
  return [...subsets, ...lost, ...fields];
}
