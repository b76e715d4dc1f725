import { flagsOf, type LoggedRequest } from "./logged-request";

/** What Envoy itself writes between the request line and the headers: status, flags, details, bytes, times. */
const OUTCOME = [
  String.raw`(?<status>\d+)`,
  String.raw`(?<flags>\S+)`,
  String.raw`(?<details>\S+)`,
  String.raw`\S+`, // how the connection ended
  String.raw`"[^"]*"`, // why TLS to the pod failed
  String.raw`\S+ \S+`, // bytes of the request and the answer
  String.raw`(?<duration>\d+)`,
  String.raw`\S+`, // how long the pod took
].join(" ");

/**
 * A line of Istio's default text (istio, telemetry_logging.go, EnvoyTextLogFormat). A connection of TCP has no protocol
 * in its request line, and is no request.
 */
const LINE = new RegExp(
  [
    String.raw`^\[(?<start>\S+)\]`,
    String.raw`"\S+ .* HTTP/[\d.]+" ${OUTCOME}`,
    String.raw`"(?<client>.*)"`, // x-forwarded-for and the user agent
    String.raw`"(?<requestId>[^" ]*)"`,
    String.raw`"(?<authority>[^" ]*)"`,
    String.raw`"(?<upstreamHost>[^" ]*)"`,
    String.raw`(?<cluster>\S+)`,
    String.raw`\S+ \S+ \S+ \S+`, // addresses, and the name that TLS asked for
    String.raw`(?<route>[^"]*)$`,
  ].join(" "),
);

/** All places of a line that read like what comes after the request line, and like what comes after the headers. */
const PLACES = [new RegExp(`(?=HTTP/[\\d.]+" ${OUTCOME} ")`, "g"), /(?="[^" ]*" "[^" ]*" "[^" ]*"(?: [^" ]+){5} )/g];

/**
 * Reads a line of Istio's default text; undefined where it is none. Envoy leaves quotes in what clients send as they
 * are: a path or a user agent that looks like the rest of a line makes it one that could say anything, and is none.
 */
export function parseTextLine(line: string): LoggedRequest | undefined {
  if (PLACES.some((place) => [...line.matchAll(place)].length !== 1)) return undefined;
  const groups = LINE.exec(line)?.groups;
  const startedAt = Date.parse(groups?.["start"] ?? "");
  if (!groups || Number.isNaN(startedAt)) return undefined;
  const text = (name: string) => textOf(groups[name]);
  const [, userAgent, ...others] = (groups["client"] ?? "").split('" "');
  return {
    startedAt,
    status: Number(groups["status"]),
    duration: Number(groups["duration"]),
    flags: flagsOf(text("flags")),
    route: text("route"),
    cluster: text("cluster"),
    upstreamHost: text("upstreamHost"),
    details: text("details"),
    authority: text("authority"),
    requestId: text("requestId"),
    userAgent: others.length === 0 ? textOf(userAgent) : undefined,
  };
}

/** A hyphen is how Envoy says that there is nothing. */
function textOf(value: string | undefined): string | undefined {
  return value === undefined || value === "" || value === "-" ? undefined : value;
}
