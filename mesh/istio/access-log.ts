import { type Fields, isFields } from "../fields";
import { type TelemetrySpec } from "./istio-types";
import { parsedJson } from "../parsed-json";

/** What a stack says of the log that each proxy keeps of its requests. */
export interface AccessLog {
  readonly enabled: boolean;
  /** The percentage of requests that are logged, over 0 and up to 100. */
  readonly sampling: number;
}

/** Where the proxies write it: the log of their container. */
export const ACCESS_LOG_FILE = "/dev/stdout";

/** Istio's own provider, which writes to {@link ACCESS_LOG_FILE} in the mesh's format (istio, telemetry_logging.go). */
export const ACCESS_LOG_PROVIDER = "envoy";

/**
 * What evidence is read from: the field of a line, and Envoy's operator for it. Istio's JSON format has all of them.
 */
export const NEEDED_FIELDS: Readonly<Record<string, string>> = {
  start_time: "%START_TIME%",
  route_name: "%ROUTE_NAME%",
  upstream_cluster: "%UPSTREAM_CLUSTER_RAW%",
  upstream_host: "%UPSTREAM_HOST%",
  response_code: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
  response_code_details: "%RESPONSE_CODE_DETAILS%",
  duration: "%DURATION%",
  request_id: "%REQ(X-REQUEST-ID)%",
  authority: "%REQ(:AUTHORITY)%",
};

/**
 * The fields of a line: what evidence is read from, and what people look for, named as in Istio's JSON format
 * (EnvoyJSONLogFormatIstio). Added to it is how often the request was sent (Envoy, UPSTREAM_REQUEST_ATTEMPT_COUNT),
 * which tells retries; left out are addresses and sizes. The path is without its query, which may hold what is secret.
 */
const FORMAT: Readonly<Record<string, string>> = {
  ...NEEDED_FIELDS,
  upstream_request_attempt_count: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
  method: "%REQ(:METHOD)%",
  path: "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%",
  protocol: "%PROTOCOL%",
  upstream_service_time: "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%",
  upstream_transport_failure_reason: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
  user_agent: "%REQ(USER-AGENT)%",
};

/** Values by which the chart istiod has every proxy log its requests, as JSON. No pod has to start anew for them. */
export function accessLogValues({ enabled }: AccessLog): Fields {
  if (!enabled) return {};
  return {
    meshConfig: {
      accessLogFile: ACCESS_LOG_FILE,
      accessLogEncoding: "JSON",
      accessLogFormat: JSON.stringify(FORMAT),
    },
  };
}

/** Whether a format of somebody's own, as `meshConfig.accessLogFormat` has it, holds all that evidence is read from. */
export function holdsNeededFields(format: unknown): boolean {
  if (format === "" || format === null) return true; // Istio's own.
  const fields = typeof format === "string" ? parsedJson(format) : undefined;
  return isFields(fields) && Object.entries(NEEDED_FIELDS).every(([name, operator]) => fields[name] === operator);
}

/** The hexadecimal digits of a request's ID that decide: a sampling of 0.01 % is told from one of 0.02 %. */
const DIGITS = 4;

/**
 * The Telemetry that has a part of the requests logged, by the start of their ID; undefined where all are. An ID is
 * random and stays with a request wherever it is passed on, so every proxy on its way logs it or none does. As text,
 * hexadecimal digits are in the order of their values (istio.io, Telemetry, accessLogging.filter; Envoy, CEL access log
 * filter).
 */
export function samplingTelemetry({ enabled, sampling }: AccessLog): TelemetrySpec | undefined {
  if (!enabled || sampling >= 100) return undefined;
  const end = Math.max(1, Math.round((sampling / 100) * 16 ** DIGITS)).toString(16);
  const expression = `request.headers["x-request-id"] < "${end.padStart(DIGITS, "0")}"`;
  return { accessLogging: [{ providers: [{ name: ACCESS_LOG_PROVIDER }], filter: { expression } }] };
}
