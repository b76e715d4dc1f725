import { type Path } from "../../mesh/config-path";
import { type RouteOptions } from "../../mesh/traffic/traffic-plan";
import { fittingTry, triesFit, triesOf } from "../../mesh/traffic/tries";
import { inTurn, remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";

/** Limits of a route that never come to bear: tries that its timeout cuts off, and whatever stands beside a fault. */
export function timeLimitProblems(path: Path, route: Reading<RouteOptions>): Problem[] {
  const timeout = route.field("timeout").valid;
  const retries = route.field("retries").valid;
  return [
    ...(timeout !== undefined && retries ? overrunProblems(path, timeout, retries) : []),
    ...faultProblems(path, route.field("fault").valid, { timeout, retries }),
  ];
}

function overrunProblems(
  path: Path,
  timeout: string,
  { attempts, perTryTimeout }: NonNullable<RouteOptions["retries"]>,
): Problem[] {
  if (attempts === 0 || triesFit({ timeout, attempts, perTryTimeout })) return [];
  const at = [...path, "retries", "perTryTimeout"];
  const tries = triesOf(attempts);
  const message =
    `${tries} tries (attempts: ${attempts}, and the first) of ${perTryTimeout} do not fit into the timeout of ${timeout}, ` +
    "which ends them all: expected tries that fit";
  const fitting = fittingTry(timeout, attempts);
  return [{ path: at, message, fix: fitting === undefined ? remove(at) : set(at, fitting) }];
}

/**
 * Envoy injects a fault before it sends a request on, and it is the sending that timeouts and retries are about:
 * neither ever sees the fault (istio.io, HTTPRoute.fault). What hits no request, or tries nothing again, is no
 * contradiction.
 */
function faultProblems(
  path: Path,
  fault: RouteOptions["fault"],
  { timeout, retries }: Pick<RouteOptions, "timeout" | "retries">,
): Problem[] {
  const hitsSome = (fault?.delay?.percent ?? 0) > 0 || (fault?.abort?.percent ?? 0) > 0;
  const blind = [
    ...(timeout === undefined ? [] : ["timeout"]),
    ...(retries === undefined || retries.attempts === 0 ? [] : ["retries"]),
  ];
  if (!hitsSome || blind.length === 0) return [];
  const message =
    `is injected before ${blind.join(" and ")} of the same rule, which never see it: expected a fault by itself; ` +
    "how a caller copes is seen by a fault of a service that it calls";
  const fix = inTurn(...blind.map((name) => remove([...path, name])));
  return [{ path: [...path, "fault"], message, fix: { ...fix, note: "or remove the fault" } }];
}
