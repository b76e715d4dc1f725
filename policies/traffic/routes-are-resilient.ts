import { milliseconds } from "../../mesh/traffic/duration";
import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { type Route } from "../objects/virtual-service";
import { faultsOf } from "../rules/faults";

export const routesAreResilient = definePolicy({
  name: "routes-are-resilient",
  description:
    "A route to a service has a timeout and says how often it is tried again, and the tries fit into the timeout. Otherwise callers wait for as long as the slowest version does.",
  severity: "low",
  codes: [],
  url: "https://istio.io/latest/docs/concepts/traffic-management/#network-resilience-and-testing",
  remediationSteps:
    "set timeout and retries (attempts, perTryTimeout) on the route so that (attempts + 1) x perTryTimeout is not over the timeout.",
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
      const timeout = milliseconds(route.place.at("timeout").text() ?? "");
      const retries = route.place.at("retries");
      // Where faults are injected neither has an effect (API reference, HTTPRoute.fault).
      const isTrial = faultsOf(route).length > 0;
      if (settings.needsTimeout && timeout === undefined && !isTrial) report(`${route.title} has no timeout`);
      if (settings.needsRetries && retries.isAbsent && !isTrial) {
        report(`${route.title} does not say how often it is tried again`);
      }
      if (timeout !== undefined && timeout > 0) reportOverrun(route, timeout, report);
    });
  },
});

/**
 * attempts counts the retries, so there is one try more (Envoy's num_retries), and the timeout spans them all. Attempts
 * of 0 switch retries off, perTryTimeout with them (istio.io/istio, retry.ConvertPolicy).
 */
function reportOverrun({ title, place }: Route, timeout: number, report: (message: string) => void): void {
  const attempts = place.at("retries", "attempts").number() ?? 0;
  const perTry = milliseconds(place.at("retries", "perTryTimeout").text() ?? "");
  if (attempts <= 0 || perTry === undefined) return;
  const tries = attempts + 1;
  if (perTry > timeout) {
    report(`${title}: a try of ${perTry / 1000} s does not end before the timeout of ${timeout / 1000} s`);
  } else if (tries * perTry > timeout) {
    report(
      `${title}: ${attempts} retries make ${tries} tries of ${perTry / 1000} s, which do not fit into the timeout of ${timeout / 1000} s`,
    );
  }
}
