import { fieldOf, isFields } from "../fields";
import { type ClientTls } from "./destination-rule";
import { fullHost } from "./full-host";
import { type MeshObject, objectName } from "./read/mesh-object";
import { exportRemarks, readDestinationRule } from "./read/read-destination-rule";
import { readRoutes, type ReadRoute } from "./read/read-routes";
import { isUnset, lost, note, otherFields, type Reading, type Remark, saysAll } from "./read/remark";
import { ruleName } from "./read/rule-names";
import { covers, describeMatch } from "./request-match";
import { DEFAULT_RULE, type Rule, type TrafficPlan } from "./traffic-plan";

/** A service whose traffic is read back. */
export interface RoutedService {
  /** What the plan calls it. */
  readonly name: string;
  /** Its fully qualified name. */
  readonly host: string;
  readonly namespace: string;
  /** The ports of its Service; undefined where there is none to look at. */
  readonly ports?: readonly number[] | undefined;
}

/** What is told of a part of one object. */
export interface ObjectRemark extends Remark {
  /** As `VirtualService shop/reviews`. */
  readonly object: string;
}

/** A plan that says the same as objects in a cluster, or what of them it can't say. */
export interface PlanReading {
  /** Absent where something is lost. */
  readonly plan?: TrafficPlan | undefined;
  /** The labels of each version's pods. */
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tls: ClientTls;
  readonly remarks: readonly ObjectRemark[];
}

const OTHER_PROTOCOLS = "stack config splits HTTP requests alone";

/**
 * The inverse of {@link virtualServiceSpec} and {@link destinationRuleSpec}, for any VirtualService that there may be:
 * the plan that does the same to every request of a sidecar, and nothing else. Whatever has no place in a plan is named
 * with its path; there is no plan then. What a plan says in other words is a note.
 *
 * @param rules the DestinationRules of the service, whose subsets Istio puts together
 */
export function readPlan(
  service: RoutedService,
  virtualService: MeshObject,
  rules: readonly MeshObject[],
): PlanReading {
  const read = rules.map((rule) => ({ rule, ...readDestinationRule(rule) }));
  const labels = Object.assign({}, ...read.map(({ value }) => value.labels)) as PlanReading["labels"];
  const versions = Object.keys(labels);
  const routes = readVirtualService(service, virtualService, versions);
  const plan = routes.value && planOf(service.name, versions, routes.value);
  const remarks: ObjectRemark[] = [
    ...[...routes.remarks, ...(plan?.remarks ?? [])].map((one) => ({ ...one, object: objectName(virtualService) })),
    ...read.flatMap(({ rule, remarks: told }) => told.map((one) => ({ ...one, object: objectName(rule) }))),
    ...rules.flatMap((rule) => [...ruleRemarks(service, rule), ...clashRemarks(rule, rules)]),
  ];
  const tls = read.find(({ value }) => value.tls)?.value.tls;
  return { plan: saysAll(remarks) ? plan?.value : undefined, labels, tls, remarks };
}

/**
 * What a DestinationRule's place and host say that a stack's does not: callers look for DestinationRules in their own
 * namespace, then in the service's (istio.io/istio, destinationRule).
 */
export function ruleRemarks({ namespace, host }: RoutedService, rule: MeshObject): ObjectRemark[] {
  const named = String(fieldOf(rule.spec, "host"));
  const elsewhere = `is not in the service's namespace ${namespace}: it is for callers in ${rule.namespace} before all others`;
  const wider = `${named} takes in more than ${host}: stack config has an object for each service`;
  return [
    ...(rule.namespace === namespace ? [] : [lost(["metadata", "namespace"], elsewhere)]),
    ...(fullHost(named, rule) === host ? [] : [lost(["spec", "host"], wider)]),
  ].map((remark) => ({ ...remark, object: objectName(rule) }));
}

/** Istio puts together what several DestinationRules of a host say, but no two of a name. */
function clashRemarks(rule: MeshObject, all: readonly MeshObject[]): ObjectRemark[] {
  const own = Object.keys(readDestinationRule(rule).value.labels);
  return all.slice(0, all.indexOf(rule)).flatMap((other) =>
    Object.keys(readDestinationRule(other).value.labels)
      .filter((name) => own.includes(name))
      .map((name) => ({
        ...lost(
          ["spec", "subsets"],
          `${objectName(other)} has the subset ${name}, too: expected one of them to have it`,
        ),
        object: objectName(rule),
      })),
  );
}

function readVirtualService(
  { host, ports }: RoutedService,
  object: MeshObject,
  versions: readonly string[],
): Reading<ReadRoute[]> {
  const { namespace } = object;
  const fields = isFields(object.spec) ? object.spec : {};
  const hosts = listOf(fields["hosts"]).map((one) => fullHost(one, object));
  const gateways = listOf(fields["gateways"]);
  const http = Array.isArray(fields["http"]) ? (fields["http"] as readonly unknown[]) : [];
  const others = hosts.filter((one) => one !== host);
  const foreign = gateways.filter((one) => one !== "mesh");
  const routes = readRoutes(http, ["spec", "http"], { host, ports, versions, namespace });
  const remarks = [
    ...(others.length > 0
      ? [lost(["spec", "hosts"], `is for ${others.join(", ")} too: stack config has one plan for each service`)]
      : []),
    ...(foreign.length > 0
      ? [
          lost(
            ["spec", "gateways"],
            `is for ${foreign.join(", ")}: stack config splits what sidecars send, as gateway mesh`,
          ),
        ]
      : []),
    ...routes.remarks,
    ...(http.length === 0 ? [lost(["spec", "http"], "has no HTTP routes")] : []),
    ...exportRemarks(fields["exportTo"], ["spec"]),
    ...otherFields(fields, ["spec"], ["hosts", "gateways", "http", "exportTo"], {
      tcp: OTHER_PROTOCOLS,
      tls: OTHER_PROTOCOLS,
    }),
  ];
  return { value: routes.value, remarks };
}

function listOf(value: unknown): string[] {
  return isUnset(value) ? [] : (value as readonly unknown[]).map(String);
}

/**
 * The plan of routes in their order: one rule for each alternative of a match, and the route for all as the default.
 */
function planOf(service: string, versions: readonly string[], routes: readonly ReadRoute[]): Reading<TrafficPlan> {
  const rules: Rule[] = [];
  const remarks: Remark[] = [];
  for (const { path, name: written, matches, weights, options } of routes) {
    if (matches === "all") {
      if (written !== "" && written !== DEFAULT_RULE)
        remarks.push(note([...path, "name"], `${written} is the default`));
      return { value: { service, versions, rules, default: { weights, ...options } }, remarks };
    }
    const names: string[] = [];
    for (const match of matches) {
      const wider = rules.find((rule) => covers(rule.match, match));
      if (wider) {
        const text = `no request gets as far as ${describeMatch(match)}, which ${wider.name} takes: left out`;
        remarks.push(note(path, text));
        continue;
      }
      const name = ruleName(
        written,
        match,
        rules.map((rule) => rule.name),
      );
      names.push(name);
      rules.push({ name, match, weights, ...options });
    }
    if (names.length > 0 && names.join() !== written) remarks.push(note(path, namesNote(written, names)));
  }
  const text = "no route is for all other requests, which get a 404: stack config always has a default";
  return { remarks: [...remarks, lost(["spec", "http"], text)] };
}

function namesNote(written: string, names: readonly string[]): string {
  const was = written === "" ? "has no name" : `is called ${written}`;
  if (names.length === 1) return `${was}: the rule is called ${names.join()}`;
  return `${was} and has ${names.length} matches, of which any one holds: the rules ${names.join(", ")} say the same`;
}
