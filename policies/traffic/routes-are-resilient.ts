import { milliseconds } from "../../mesh/traffic/duration";
import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { type Route } from "../objects/virtual-service";
import { type Place } from "../resources/value";

export const routesAreResilient = definePolicy({
  name: "routes-are-resilient",
  description:
    "A route to a service has a timeout and says how often it is tried again, and the tries fit into the timeout. Otherwise callers wait for as long as the slowest version does.",
  severity: "low",
  codes: [],
  url: "https://istio.io/latest/docs/concepts/traffic-management/#network-resilience-and-testing",
  remediationSteps:
    "set timeout and retries (attempts, perTryTimeout) on the route so that attempts x perTryTimeout is not over the timeout.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "resource",
  settings: {
    needsTimeout: flag(true, "Whether every route needs a timeout."),
    needsRetries: flag(true, "Whether every route must say how often it is tried again, be it 0 times."),
  },
  subjects: (view) => view.virtualServices,
  check(virtualService, { settings, each, report }) {
    const forwarding = virtualService.httpRoutes().filter((route) => route.routePlaces().length > 0);
    each(forwarding, (route) => {
      const timeout = seconds(route.place.at("timeout"));
      const retries = route.place.at("retries");
      if (settings.needsTimeout && timeout === undefined) report(`${route.title} has no timeout`);
      if (settings.needsRetries && retries.isAbsent) report(`${route.title} does not say how often it is tried again`);
      reportOverrun(route, timeout, report);
    });
  },
});

/** A duration in seconds; undefined of what Istio does not take for one. */
function seconds(place: Place): number | undefined {
  const length = milliseconds(place.text() ?? "");
  return length === undefined ? undefined : length / 1000;
}

function reportOverrun({ title, place }: Route, timeout: number | undefined, report: (message: string) => void): void {
  const attempts = place.at("retries", "attempts").number();
  const perTry = seconds(place.at("retries", "perTryTimeout"));
  if (timeout === undefined || timeout === 0 || attempts === undefined || perTry === undefined) return;
  if (attempts * perTry <= timeout) return;
  report(`${title}: ${attempts} attempts of ${perTry} s do not fit into the timeout of ${timeout} s`);
}
