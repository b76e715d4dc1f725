import { projectKey } from "../../../mesh/config-path";
import { type Evidence } from "./read-evidence";

const SETTING = projectKey(["istio", "accessLog", "enabled"]);

/** What else there is to know of evidence, a sentence each: what was not read, and what came by no rule. */
export function evidenceNotes({ lines, proxies, strays, rules }: Evidence): string[] {
  const counted = rules.some(({ source }) => source !== "none");
  return [
    ...strays.flatMap(({ placed: { plan }, routes }) =>
      Object.entries(routes).map(
        ([route, count]) =>
          `${plan.service}: ${count} more requests came by the route ${route}, which belongs to no rule`,
      ),
    ),
    ...(lines.otherFormat > 0 ? [otherFormat(lines)] : []),
    ...reasons(proxies.unread),
    ...(lines.requests + lines.otherFormat === 0 && proxies.read > 0 ? [noLines()] : []),
    ...(lines.requests > 0 && !counted
      ? ["The proxies log, but nobody sends requests. To send some: --probe 10/s"]
      : []),
    ...(proxies.read + proxies.unread.length === 0 ? ["No pod in the cluster has an Istio proxy."] : []),
  ];
}

function otherFormat({ otherFormat, lacks }: Evidence["lines"]): string {
  const what = lacks ? `JSON without ${lacks.join(", ")}` : "text other than Istio's own";
  return (
    `${otherFormat} lines of the proxies' logs can't be read: they are ${what}.\n` +
    `  expected JSON with the fields of Istio's own format, or Istio's default text;  to fix:  pulumi config set --path ${SETTING} true`
  );
}

function noLines(): string {
  return (
    "No proxy logged a request: nobody called anything, or the access log is off.\n" +
    `  to turn it on:  pulumi config set --path ${SETTING} true  and  pulumi up;  to send requests:  --probe 10/s`
  );
}

/** Why proxies were not read, each reason once. */
function reasons(unread: Evidence["proxies"]["unread"]): string[] {
  const all = unread.map(({ reason }) => reason);
  return [...new Set(all)].map((reason) => {
    const count = all.filter((one) => one === reason).length;
    return `${count === 1 ? "1 proxy was" : `${count} proxies were`} not read: ${reason}`;
  });
}
