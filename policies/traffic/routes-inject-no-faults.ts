import { definePolicy } from "../engine/policy";
import { wholeNumber } from "../engine/settings";
import { type Route } from "../objects/virtual-service";
import { faultsOf } from "../rules/faults";

export const routesInjectNoFaults = definePolicy({
  name: "routes-inject-no-faults",
  description:
    "No route delays or fails requests on purpose, and none copies all of its requests to another version. Both are experiments, which hurt real users or double the load.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/concepts/traffic-management/#fault-injection",
  remediationSteps:
    "remove fault from the route, lower the mirror's percentage, or make a dated exception for the time of the experiment.",
  levels: { dev: "disabled", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {
    largestMirror: wholeNumber(
      50,
      { from: 0, to: 100 },
      "The largest part of a route's requests that may be copied, in percent.",
    ),
  },
  profileSettings: { strict: { largestMirror: 10 } },
  subjects: (view) => view.withPatches.virtualServices,
  check(virtualService, { settings, each, report }) {
    each(virtualService.httpRoutes(), (route) => {
      for (const { kind, part } of faultsOf(route)) {
        report(`${route.title} injects faults: ${kind} for ${part} % of its requests`);
      }
      const copied = copies(route).reduce((sum, part) => sum + part, 0);
      if (copied > settings.largestMirror) {
        report(`${route.title} copies ${copied} % of its requests, more than ${settings.largestMirror} %`);
      }
    });
  },
});

/**
 * The percentages of all mirrors: all requests where none is given. The old mirrorPercent still counts (Istio's
 * MirrorPercent).
 */
function copies({ place }: Route): number[] {
  const single = place.at("mirrorPercentage", "value").number() ?? place.at("mirrorPercent").number() ?? 100;
  const several = place.at("mirrors").items();
  return [
    ...(place.at("mirror").isAbsent ? [] : [single]),
    ...several.map((mirror) => mirror.at("percentage", "value").number() ?? 100),
  ];
}
