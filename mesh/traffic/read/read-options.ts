import { type Path } from "../../config-path";
import { fieldOf, type Fields, isFields } from "../../fields";
import { isDuration, milliseconds } from "../duration";
import { areRetryConditions } from "../retry-conditions";
import { type RouteOptions } from "../traffic-plan";
import { readMirror } from "./read-mirror";
import { type Destinations } from "./read-split";
import { isUnset, lost, note, otherFields, type Reading, type Remark } from "./remark";

/** The fields of a route that say what it does besides splitting its requests. */
export const OPTION_FIELDS: readonly string[] = [
  "timeout",
  "retries",
  "fault",
  "mirror",
  "mirrors",
  "mirrorPercentage",
  "mirrorPercent",
];

/** Reads what a route does to its requests besides splitting them. */
export function readOptions(route: Fields, path: Path, destinations: Destinations): Reading<RouteOptions> {
  const timeout = readTimeout(route["timeout"], [...path, "timeout"]);
  const retries = readRetries(route["retries"], [...path, "retries"]);
  const fault = readFault(route["fault"], [...path, "fault"]);
  const mirror = readMirror(route, path, destinations);
  return {
    value: {
      ...(timeout.value !== undefined && { timeout: timeout.value }),
      ...(retries.value && { retries: retries.value }),
      ...(fault.value && { fault: fault.value }),
      ...(mirror.value && { mirror: mirror.value }),
    },
    remarks: [...timeout.remarks, ...retries.remarks, ...fault.remarks, ...mirror.remarks],
  };
}

function readTimeout(timeout: unknown, path: Path): Reading<string> {
  if (isUnset(timeout)) return { remarks: [] };
  // None is what a route without one has, too (istio.io/istio, setTimeout).
  if (milliseconds(String(timeout)) === 0) return { remarks: [note(path, "0 is no timeout: left out")] };
  return readDuration(timeout, path);
}

function readDuration(duration: unknown, path: Path): Reading<string> {
  if (typeof duration === "string" && isDuration(duration)) return { value: duration, remarks: [] };
  return { remarks: [lost(path, `${JSON.stringify(duration)}: expected a duration in whole milliseconds`)] };
}

function readRetries(retries: unknown, path: Path): Reading<NonNullable<RouteOptions["retries"]>> {
  if (!isFields(retries)) return { remarks: [] };
  const attempts = isUnset(retries["attempts"]) ? 0 : retries["attempts"];
  if (typeof attempts !== "number" || !Number.isInteger(attempts)) {
    return { remarks: [lost([...path, "attempts"], `${JSON.stringify(attempts)}: expected a whole number`)] };
  }
  // Whatever stands beside it, none is tried again (istio.io/istio, ConvertPolicy).
  if (attempts <= 0) return { value: { attempts: 0 }, remarks: [] };

  const { perTryTimeout, retryOn } = retries;
  const perTry = isUnset(perTryTimeout) ? undefined : readDuration(perTryTimeout, [...path, "perTryTimeout"]);
  const conditions = retryConditions(retryOn);
  const remarks = [
    ...(perTry?.remarks ?? []),
    ...(conditions === undefined || areRetryConditions(conditions)
      ? []
      : [lost([...path, "retryOn"], `${JSON.stringify(retryOn)}: expected conditions that Istio has`)]),
    // True is what a route that does not say has, too.
    ...(retries["retryIgnorePreviousHosts"] === false
      ? [lost([...path, "retryIgnorePreviousHosts"], "stack config has tries go to other pods, as Istio's default has")]
      : []),
    ...otherFields(retries, path, ["attempts", "perTryTimeout", "retryOn", "retryIgnorePreviousHosts"]),
  ];
  const value = {
    attempts,
    ...(perTry?.value !== undefined && { perTryTimeout: perTry.value }),
    ...(conditions !== undefined && { retryOn: conditions }),
  };
  return { value, remarks };
}

/** Istio takes away blanks and empty parts (istio.io/istio, parseRetryOn). */
function retryConditions(retryOn: unknown): string | undefined {
  if (typeof retryOn !== "string") return undefined;
  const parts = retryOn.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "").join(",") || undefined;
}

function readFault(fault: unknown, path: Path): Reading<NonNullable<RouteOptions["fault"]>> {
  if (!isFields(fault)) return { remarks: [] };
  const delay = readDelay(fault["delay"], [...path, "delay"]);
  const abort = readAbort(fault["abort"], [...path, "abort"]);
  const remarks = [...delay.remarks, ...abort.remarks, ...otherFields(fault, path, ["delay", "abort"])];
  if (!delay.value && !abort.value) return { remarks };
  return { value: { ...(delay.value && { delay: delay.value }), ...(abort.value && { abort: abort.value }) }, remarks };
}

function readDelay(delay: unknown, path: Path): Reading<{ percent: number; fixedDelay: string }> {
  if (!isFields(delay)) return { remarks: [] };
  if (isUnset(delay["fixedDelay"]))
    return { remarks: [note(path, "has no fixedDelay, so Istio injects none: left out")] };
  const fixedDelay = readDuration(delay["fixedDelay"], [...path, "fixedDelay"]);
  const { percent, remarks } = readPercent(delay, path);
  const value = fixedDelay.value === undefined ? undefined : { percent, fixedDelay: fixedDelay.value };
  const others = otherFields(delay, path, ["fixedDelay", "percentage", "percent"]);
  return { value, remarks: [...remarks, ...fixedDelay.remarks, ...others] };
}

function readAbort(abort: unknown, path: Path): Reading<{ percent: number; httpStatus: number }> {
  if (!isFields(abort)) return { remarks: [] };
  const { httpStatus, grpcStatus } = abort;
  if (!isUnset(grpcStatus))
    return { remarks: [lost([...path, "grpcStatus"], "stack config aborts with HTTP statuses")] };
  if (isUnset(httpStatus)) return { remarks: [note(path, "has no httpStatus, so Istio injects none: left out")] };
  // Unlike that of a delay, its whole number of percent from before there was a fraction is read no more.
  const { percent, remarks } = readPercent({ percentage: abort["percentage"] }, path);
  const others = otherFields(abort, path, ["httpStatus", "percentage", "percent"]);
  return { value: { percent, httpStatus: Number(httpStatus) }, remarks: [...remarks, ...others] };
}

/** Of a fault without a percentage no request gets any (istio.io, HTTPFaultInjection). */
function readPercent({ percentage, percent }: Fields, path: Path): { percent: number; remarks: Remark[] } {
  const written = isFields(percentage) ? (fieldOf(percentage, "value") ?? 0) : percent;
  if (!isUnset(written) || written === 0) return { percent: Number(written), remarks: [] };
  return { percent: 0, remarks: [note(path, "has no percentage, so it is for 0 percent of the requests")] };
}
