import { flagsOf, type LoggedRequest } from "./logged-request";

/**
 * A line of Istio's default text (istio, telemetry_logging.go, EnvoyTextLogFormat). Envoy leaves quotes in what clients
 * send as they are, so a line with one too many is no such line: it could say anything.
 */
const LINE = new RegExp(
  [
    String.raw`^\[(?<start>\S+)\]`,
    String.raw`"[^" ]+ [^"]* (?:HTTP/[\d.]+|-)"`,
    String.raw`(?<status>\d+)`,
    String.raw`(?<flags>\S+)`,
    String.raw`(?<details>\S+)`,
    String.raw`\S+`, // how the connection ended
    String.raw`"[^"]*"`, // why TLS to the pod failed
    String.raw`\S+ \S+`, // bytes of the request and the answer
    String.raw`(?<duration>\d+)`,
    String.raw`\S+`, // how long the pod took
    String.raw`"[^"]*"`, // x-forwarded-for
    String.raw`"(?<userAgent>[^"]*)"`,
    String.raw`"(?<requestId>[^"]*)"`,
    String.raw`"(?<authority>[^"]*)"`,
    String.raw`"(?<upstreamHost>[^"]*)"`,
    String.raw`(?<cluster>\S+)`,
    String.raw`\S+ \S+ \S+ \S+`, // addresses, and the name that TLS asked for
    String.raw`(?<route>[^"]*)$`,
  ].join(" "),
);

/** Reads a line of Istio's default text; undefined where it is none. */
export function parseTextLine(line: string): LoggedRequest | undefined {
  const groups = LINE.exec(line)?.groups;
  const startedAt = Date.parse(groups?.["start"] ?? "");
  if (!groups || Number.isNaN(startedAt)) return undefined;
  const text = (name: string) => {
    const value = groups[name];
    return value === undefined || value === "" || value === "-" ? undefined : value;
  };
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
    userAgent: text("userAgent"),
  };
}
