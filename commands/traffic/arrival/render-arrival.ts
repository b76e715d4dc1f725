import { type ArrivalProgress } from "./arrival";
import { type ArrivalReport, type ProxyArrival, type RouteArrival } from "./report";

/** An arrival as people read it: a line for each service, and one for each proxy that has not got it. */
export function renderArrival({ routes, durationSeconds }: ArrivalReport): string {
  if (routes.length === 0) return "The stack splits no traffic: there are no routes to wait for.";
  const lines = routes.flatMap((route) => [headline(route), ...missing(route), ...others(route)]);
  return [...lines, `Looked for ${durationSeconds.toFixed(1)} s.`].join("\n");
}

/** What keeps an arrival from being complete, a line for each thing. */
export function renderMissing({ routes }: ArrivalReport): string {
  return routes
    .filter(({ ok }) => !ok)
    .flatMap((route) => [headline(route), ...missing(route)])
    .join("\n");
}

/** How far a wait is, in one line. */
export function describeProgress(all: readonly ArrivalProgress[]): string {
  const parts = all.map(({ service, arrived, callers }) => `${service} ${arrived} of ${callers}`);
  return `proxies that hold the routes: ${parts.join(", ")} ...`;
}

function headline({ service, virtualService, firstMs, lastMs, differs, proxies, ok }: RouteArrival): string {
  const held = proxies.filter(({ state }) => state === "arrived").length;
  const callers = held + proxies.filter(({ state }) => state === "missing").length;
  if (differs !== undefined) {
    const where = virtualService ? `the VirtualService ${virtualService} is not as the stack has it: ` : "";
    return `${service}: NOT as configured: ${where}${differs}. See  npm run pulumi -- preview --refresh`;
  }
  if (callers === 0) return `${service}: no proxy in the mesh calls it`;
  const times =
    firstMs === undefined || lastMs === undefined
      ? "there already"
      : `first after ${seconds(firstMs)}, last after ${seconds(lastMs)}`;
  return `${service}: ${held} of ${callers} proxies hold its routes${held > 0 ? ` (${times})` : ""}${ok ? "" : ", NOT all"}`;
}

function missing({ proxies }: RouteArrival): string[] {
  return proxies
    .filter(({ state }) => state === "missing")
    .map((proxy) => `  missing: ${nameOf(proxy)}: ${proxy.reason?.text ?? "for a reason that is not known"}`);
}

function others({ proxies }: RouteArrival): string[] {
  return (["starting", "does not call"] as const).flatMap((state) => {
    const names = proxies.filter((proxy) => proxy.state === state).map(nameOf);
    return names.length > 0 ? [`  ${state}: ${names.join(", ")}`] : [];
  });
}

function nameOf({ namespace, pod, kind }: ProxyArrival): string {
  return `${kind} ${namespace}/${pod}`;
}

/** `0.18 s`. */
function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
