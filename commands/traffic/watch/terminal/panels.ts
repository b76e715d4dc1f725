import wrap from "wrap-ansi";
import { flagMeaning } from "../../evidence/response-flags";
import { formatPValue } from "../../judge";
import { countText } from "../events";
import { shiftText, splitVerdict } from "../figures-text";
import { type RuleSnapshot, type Snapshot } from "../snapshot";
import { type Paint } from "./paint";

const HELP: readonly string[] = [
  "",
  "TARGET          the weight that the cluster's VirtualService gives the version",
  "OBSERVED        its share of the rule's requests, with the half of the 99 % interval that is the wider",
  "                one; counted from when the last proxy got the present weights",
  "ERR % (FLAG)    requests that failed, with Envoy's response flag or the status that is most common",
  "Δ P99           how much longer the slowest hundredth takes than with the version that it replaces",
  "READY           pods that are ready, of those that its Deployments want",
  "REQUESTS/s      in each of the last seconds",
  "as configured   the shares fit the weights; off: they do so by chance less than once in 1,000 looks",
  "",
  "q    leave: traffic goes on as it is        /    show some rules alone, by a part of their name",
  "e    why a figure is as it is               r    write a report, a page of HTML, into this folder",
  "esc  back, or all rules again               arrows  more rules",
  "",
  "While a shift of a rule that is shown is under way (of several, / picks one):",
  "space  pause it, or have it go on           p  on to its next step         a  back to the split before it",
];

/** What the columns and keys are. */
export function helpPanel(paint: Paint): string[] {
  return HELP.map((line) => line.replace(/^\S+( [A-Z%(].*?)?(?= {2})/, (term) => paint("bold", term)));
}

/** What is behind the figures: which proxies lack the routes, what the flags mean, which pods are not ready. */
export function whyPanel(
  { connection, notes }: Snapshot,
  rules: readonly RuleSnapshot[],
  paint: Paint,
  columns: number,
): string[] {
  const lines = [
    ...(connection.state === "lost"
      ? [
          "",
          `The cluster has not answered since ${connection.since}: ${connection.reason}. It is asked again every second.`,
        ]
      : []),
    ...rules.flatMap((rule) => ["", paint("bold", `${rule.service} / ${rule.rule}`), ...reasons(rule)]),
    "",
    ...notes,
  ];
  return lines.flatMap((line) => wrap(line, Math.max(20, columns)).split("\n"));
}

function reasons(rule: RuleSnapshot): string[] {
  const { proxies, versions, doubt, pValue } = rule;
  return [
    `  split: ${splitVerdict(rule)}${pValue === undefined ? "" : ` (${formatPValue(pValue)})`}`,
    ...(doubt === undefined ? [] : [`  ${doubt}`]),
    `  ${countText(proxies)} hold the routes${proxies.unknown === undefined ? "" : `: ${proxies.unknown}`}`,
    ...(rule.shift
      ? [`  shift: ${shiftText(rule.shift)}${rule.shift.why === undefined ? "" : `: ${rule.shift.why}`}`]
      : []),
    ...proxies.missing.map(({ pod, reason }) => `    ${pod}: ${reason}`),
    ...versions.flatMap(({ version, errors, pods, observed, p99Change }) => [
      ...(observed ? [`  ${version}: ${observed.requests} of ${observed.of} requests`] : []),
      ...Object.entries(errors.by).map(([cause, count]) => `  ${version}: ${count} failed: ${causeText(cause)}`),
      ...(p99Change ? [`  ${version}: its p99 is compared with that of ${p99Change.against}`] : []),
      ...(pods?.names ?? []).filter(({ ready }) => !ready).map(({ name }) => `  ${version}: ${name} is not ready`),
    ]),
  ];
}

/** `UH, no healthy pod`; a status is one by itself. */
function causeText(cause: string): string {
  return /^\d+$/.test(cause) ? `status ${cause}` : `${cause}, ${flagMeaning(cause)}`;
}
