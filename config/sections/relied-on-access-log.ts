import { ACCESS_LOG_FILE, ACCESS_LOG_PROVIDER, holdsNeededFields } from "../../mesh/istio/access-log";
import { type ReliedOnValue } from "./relied-on-value";

/** Somebody's own setting of the access log stands beside the program's as long as evidence can be read from it. */
const accessLog = (name: string, readable: (value: unknown) => boolean): ReliedOnValue => ({
  at: ["meshConfig", ...name.split(".")],
  agrees: (value, { accessLog: { enabled } }) => !enabled || readable(value),
  otherwise: "the proxies would not log what evidence is read from",
  key: ["istio", "accessLog", "enabled"],
});

/** What evidence relies on of the chart istiod, where the proxies are to log their requests. */
export const ACCESS_LOG_VALUES: readonly ReliedOnValue[] = [
  accessLog("accessLogFile", (value) => value === ACCESS_LOG_FILE),
  accessLog("accessLogEncoding", (value) => value === "JSON"),
  accessLog("accessLogFormat", holdsNeededFields),
  // Where a mesh has default providers, they alone are asked to log (istiod, Telemetries.AccessLogging).
  accessLog("defaultProviders.accessLogging", (value) =>
    Array.isArray(value) ? value.length === 0 || value.includes(ACCESS_LOG_PROVIDER) : value === null,
  ),
];
