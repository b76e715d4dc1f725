import { type Fields, isFields } from "../../../mesh/fields";
import { NEEDED_FIELDS } from "../../../mesh/istio/access-log";
import { flagsOf, type LoggedRequest } from "./logged-request";
import { parseTextLine } from "./text-line";
import { parsedJson } from "../../../mesh/parsed-json";

/**
 * What a line of a proxy's log is: a request; a request in a format that evidence can't be read from, with the fields
 * that it lacks, or as text; or anything else, such as what the proxy says of itself.
 */
export type ParsedLine =
  | { readonly kind: "request"; readonly request: LoggedRequest }
  | { readonly kind: "other format"; readonly lacks?: readonly string[] }
  | { readonly kind: "no request" };

/** Without these there is no telling whose request it was or how it went; the others add to it. */
const INDISPENSABLE = ["start_time", "route_name", "upstream_cluster", "response_code", "response_flags", "duration"];

/** Reads JSON that has the fields that Istio's own has, and Istio's default text. Never throws. */
export function parseLine(line: string): ParsedLine {
  if (line.startsWith("{")) return parseJsonLine(line);
  const request = parseTextLine(line);
  if (request) return { kind: "request", request };
  // The request line of HTTP, in quotes, is in every text format that people make of Envoy's.
  return /"[A-Z]+ \S+ HTTP\/\d/.test(line) ? { kind: "other format" } : { kind: "no request" };
}

function parseJsonLine(line: string): ParsedLine {
  const fields = parsedJson(line);
  if (!isFields(fields)) return { kind: "no request" };
  const lacks = INDISPENSABLE.filter((name) => !Object.hasOwn(fields, name));
  if (lacks.length > 0) {
    // Any two of the fields' names make a format of requests; the proxy's own messages as JSON have none.
    const known = Object.keys(NEEDED_FIELDS).filter((name) => Object.hasOwn(fields, name));
    return known.length >= 2 ? { kind: "other format", lacks } : { kind: "no request" };
  }
  const startedAt = Date.parse(textOf(fields, "start_time") ?? "");
  const status = numberOf(fields, "response_code");
  const duration = numberOf(fields, "duration");
  if (Number.isNaN(startedAt) || status === undefined || duration === undefined) return { kind: "no request" };
  if (status === 0 && isConnection(fields)) return { kind: "no request" };
  return {
    kind: "request",
    request: {
      startedAt,
      status,
      duration,
      flags: flagsOf(textOf(fields, "response_flags")),
      route: textOf(fields, "route_name"),
      cluster: textOf(fields, "upstream_cluster"),
      upstreamHost: textOf(fields, "upstream_host"),
      details: textOf(fields, "response_code_details"),
      attempts: numberOf(fields, "upstream_request_attempt_count"),
      authority: textOf(fields, "authority"),
      requestId: textOf(fields, "request_id"),
      userAgent: textOf(fields, "user_agent"),
    },
  };
}

/** A connection of TCP has the status 0, as a request without an answer has, and nothing of what every request has. */
function isConnection(fields: Fields): boolean {
  const told = ["protocol", "method", "authority"].filter((name) => Object.hasOwn(fields, name));
  return told.length > 0 && told.every((name) => textOf(fields, name) === undefined);
}

/** A field's text; undefined of null, and of the hyphen by which Envoy says that there is nothing. */
function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" && value !== "-" ? value : undefined;
}

/** A field's number, which a format with more in its text than one operator has as a text. */
function numberOf(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
