import { type RawConfig } from "../../../config/parse-config";
import { fieldOf } from "../../../config/value";
import { BOOKINFO } from "../../../mesh/bookinfo";
import { type NamedRoute, namedRoutes } from "../../../mesh/traffic/named-route";
import { spread } from "../../../mesh/traffic/spread";
import { type Split } from "../../../mesh/traffic/split";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { DEPLOYMENT, DESTINATION_RULE, DISRUPTION_BUDGET } from "../../../policies/objects/kinds";
import { UserError } from "../../terminal/user-error";
import { type PlacedPlan } from "../placed-plan";
import { type ConfigEdit } from "./config-edit";
import { type MovedSplit } from "./move";
import { type OwnObject } from "./other-changes";
import { allRoutes, ownRoutes } from "./own-objects";
import { routePlace, splitEdits, weightsPlace, writtenPlan } from "./weight-place";

/** One update's part of a retirement: what it changes in the config, and what of the cluster that may change. */
export interface Part {
  readonly edits: readonly ConfigEdit[];
  readonly splits: readonly MovedSplit[];
  readonly services: readonly string[];
  readonly own: readonly OwnObject[];
}

/** Whether a plan sends a version anything, be it a copy. */
export function isServed(plan: TrafficPlan, version: string): boolean {
  return namedRoutes(plan).some((route) => (route.weights[version] ?? 0) > 0 || isMirroredTo(route, version));
}

/**
 * The update that takes a version's traffic: its weights go to the others, mirrors to it end.
 *
 * @param to who gets them; without it all others that have weight, in the proportion of what they have
 * @throws UserError where a route has no other version with weight, so that nobody knows who would get it
 */
export function trafficLeaves(raw: RawConfig, placed: PlacedPlan, version: string, to: string | undefined): Part {
  const { plan } = placed;
  const { service } = plan;
  const routes = namedRoutes(plan).filter((route) => (route.weights[version] ?? 0) > 0);
  const splits = routes.map((route) => {
    const split = withoutVersion(plan, route, version, to);
    return { service, rule: route.name, from: route.weights, to: split, named: Object.keys(split) };
  });
  const mirrors = namedRoutes(plan).filter((route) => isMirroredTo(route, version));
  const written = writtenPlan(raw, service);
  const changed = [...splits.map(({ rule }) => rule), ...mirrors.map(({ name }) => name)];
  return {
    splits,
    services: [service],
    edits: [
      ...splits.flatMap(({ rule, from, to: after }) => splitEdits(raw, service, rule, from, after)),
      ...mirrors.map(({ name }) => ({ path: [...routePlace(written, service, name), "mirror"] })),
    ],
    own: ownRoutes(placed, changed),
  };
}

function withoutVersion(plan: TrafficPlan, route: NamedRoute, version: string, to: string | undefined): Split {
  const { [version]: weight = 0, ...others } = route.weights;
  if (to !== undefined) return { ...others, [to]: (others[to] ?? 0) + weight, [version]: 0 };
  if (Object.values(others).every((other) => other === 0)) {
    const candidates = plan.versions.filter((other) => other !== version);
    throw new UserError(
      `All of ${plan.service}, ${route.name}, goes to ${version}: say which version is to get it.\n` +
        candidates.map((one) => `  npm run traffic -- retire ${plan.service} ${version} --to ${one}`).join("\n"),
    );
  }
  return { ...spread(others, 100), [version]: 0 };
}

/**
 * The update that takes a version itself, once it has no traffic: out of the config, its pods and its subset with it.
 */
export function versionLeaves(raw: RawConfig, placed: PlacedPlan, version: string): Part {
  const { plan, namespace } = placed;
  const { service } = plan;
  const written = writtenPlan(raw, service);
  const weights = namedRoutes(plan)
    .filter((route) => version in route.weights)
    .map(({ name }) => ({ path: [...weightsPlace(written, service, name), version] }));
  const workload = { namespace, name: `${service}-${version}`, paths: /./ };
  return {
    splits: [],
    services: [service],
    edits: [...declarationEdits(raw, plan, version), ...weights],
    own: [
      ...allRoutes(placed),
      { is: DESTINATION_RULE, namespace, name: service, paths: /^spec\.subsets\b/ },
      ...(isBookinfos(service) ? [DEPLOYMENT, DISRUPTION_BUDGET].map((is) => ({ ...workload, is })) : []),
    ],
  };
}

/**
 * The versions that are left become those that the config deploys. One of a service that others deploy leaves the
 * config alone: its pods are theirs.
 */
function declarationEdits(raw: RawConfig, { service, versions }: TrafficPlan, version: string): ConfigEdit[] {
  if (!isBookinfos(service)) return [{ path: ["services", service, "versions", version] }];
  const place = ["bookinfo", "versions", service];
  const bookinfo: unknown = JSON.parse(raw.values["bookinfo"] ?? "{}");
  const listed = fieldOf(fieldOf(bookinfo, "versions"), service);
  if (Array.isArray(listed)) return [{ path: [...place, listed.indexOf(version)] }];
  const left = versions.filter((one) => one !== version);
  return left.map((value, index) => ({ path: [...place, index], value }));
}

/** All versions that a service may have, deployed or not. */
export function versionsThereAre(plan: TrafficPlan): readonly string[] {
  const own = Object.entries<readonly string[]>(BOOKINFO).find(([service]) => service === plan.service)?.[1];
  return own ?? plan.versions;
}

function isBookinfos(service: string): boolean {
  return Object.hasOwn(BOOKINFO, service);
}

function isMirroredTo({ mirror }: NamedRoute, version: string): boolean {
  return mirror?.version === version;
}
