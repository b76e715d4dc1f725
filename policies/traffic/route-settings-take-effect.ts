import { definePolicy } from "../engine/policy";
import { type Route } from "../objects/virtual-service";
import { faultsOf } from "../rules/faults";
import { brokenRewrites, queriesInPath } from "../rules/route-paths";

export const routeSettingsTakeEffect = definePolicy({
  name: "route-settings-take-effect",
  description:
    "What an http rule says has an effect: no retries or timeout beside a fault, no perTryTimeout without retries, no percentage without a mirror, no query in a path, and no rewrite that leaves // or joins two words. Envoy takes each of them and does something else.",
  severity: "medium",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute",
  remediationSteps:
    "inject faults in a rule without timeout and retries, match a query by queryParams, end both the prefix and its rewrite in a slash or neither, and remove what has nothing to act on.",
  // Advice in prod for one release, as every new policy.
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) => view.withPatches.virtualServices,
  check(virtualService, { each, report }) {
    const routes = virtualService.httpRoutes();
    each(routes.entries(), ([index, route]) => {
      for (const idle of idleSettings(route)) report(`${route.title} ${idle}`);
      for (const path of queriesInPath(route)) report(`${route.title} ${path}`);
      for (const broken of brokenRewrites(route, routes.slice(0, index))) report(`${route.title} ${broken}`);
    });
  },
});

function idleSettings(route: Route): string[] {
  const { place } = route;
  const retries = place.at("retries");
  const attempts = retries.at("attempts").number() ?? 0;
  const perTry = retries.at("perTryTimeout").text();
  const timeout = place.at("timeout").text();
  const [fault] = faultsOf(route);
  const beside = [
    ...(attempts > 0 ? [`retries (attempts ${attempts})`] : []),
    ...(timeout !== undefined && !/^0(\.0*)?(us|ms|s|m|h)$/.test(timeout) ? [`a timeout (${timeout})`] : []),
  ];
  const mirrors = [place.at("mirror"), ...place.at("mirrors").items()].filter((mirror) => !mirror.isAbsent);
  const percentage = ["mirrorPercentage", "mirrorPercent"].find((field) => !place.at(field).isAbsent);
  return [
    // API reference, HTTPRoute.fault: neither is enabled where faults are injected by the client's side.
    ...(fault !== undefined && beside.length > 0
      ? [`injects a fault (${fault.kind}) and has ${beside.join(" and ")}, which are off where faults are injected`]
      : []),
    ...(perTry !== undefined && attempts <= 0
      ? [`has retries.perTryTimeout (${perTry}) and no attempts: nothing is tried again`]
      : []),
    ...(percentage !== undefined && place.at("mirror").isAbsent
      ? [`has a ${percentage} and no mirror${mirrors.length > 0 ? ": each of mirrors has its own" : ""}`]
      : []),
  ];
}
