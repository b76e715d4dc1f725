import cliTruncate from "cli-truncate";
import { holdText, isOver, proxiesText, shiftText, short, splitVerdict, type SplitVerdict } from "../figures-text";
import { eventLine } from "../render-lines";
import { type RuleSnapshot, type Snapshot, type WatchEvent } from "../snapshot";
import { type Paint, type Style } from "./paint";
import { helpPanel, whyPanel } from "./panels";
import { keysText, type OpenShift, questionText } from "./shift-keys";
import { versionTables } from "./version-table";
import { type ViewState } from "./view-state";

export interface Frame {
  readonly snapshot: Snapshot;
  /** All that happened so far, the oldest first. */
  readonly events: readonly WatchEvent[];
  readonly view: ViewState;
  /** What the last key brought, e.g. where a report was written. */
  readonly message?: string | undefined;
  /** The address of the live page, where there is one. */
  readonly page?: string | undefined;
  /** The shift that keys are about, where there are keys. */
  readonly shift?: OpenShift | undefined;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const VERDICTS: Readonly<Record<SplitVerdict, Style>> = {
  "as configured": "good",
  off: "bad",
  "no requests": "dim",
  "not judged": "warn",
};

/** Lines for events, at least, where rules would take them all. */
const LEAST_EVENTS = 4;

/** A view of a terminal's size: so many lines at most, none wider. */
export function renderFrame(frame: Frame, size: Size, paint: Paint): string[] {
  const { snapshot, view } = frame;
  const rules = matching(snapshot.rules, view.filter);
  const body = size.rows - 2;
  const main =
    view.panel === "none"
      ? mainPanel(frame, rules, { ...size, rows: body }, paint)
      : (view.panel === "help" ? helpPanel(paint) : whyPanel(snapshot, rules, paint, size.columns)).slice(view.above);
  const lines = [headline(frame, paint), ...main.slice(0, Math.max(0, body))];
  const blanks = Array.from({ length: Math.max(0, size.rows - 1 - lines.length) }, () => "");
  return [...lines, ...blanks, footer(frame, paint)]
    .slice(0, Math.max(1, size.rows))
    .map((line) => cliTruncate(line, Math.max(1, size.columns)));
}

/** The rules whose service or name has some text in it. */
export function matching(rules: readonly RuleSnapshot[], filter: string): RuleSnapshot[] {
  return rules.filter(({ service, rule }) => `${service}/${rule}`.toLowerCase().includes(filter.toLowerCase()));
}

function headline({ snapshot, page }: Frame, paint: Paint): string {
  const { stack, at, windowSeconds, connection } = snapshot;
  const parts = [paint("bold", stack), `${at.slice(11, 19)} UTC`, `last ${windowSeconds} s`];
  const lost = connection.state === "lost" && paint("bad", `NO ANSWER since ${connection.since.slice(11, 19)}`);
  return [...parts, ...(lost ? [lost] : []), ...(page === undefined ? [] : [page])].join("  ");
}

function mainPanel(
  { snapshot, events, view }: Frame,
  rules: readonly RuleSnapshot[],
  { columns, rows }: Size,
  paint: Paint,
): string[] {
  const tables = versionTables(rules, columns, paint);
  const blocks = rules.map((rule, index) => [
    "",
    titleOf(rule, paint),
    ...shiftLine(rule, snapshot.at, paint),
    ...(tables[index] ?? []),
  ]);
  const above = Math.min(view.above, Math.max(0, blocks.length - 1));
  const notes = snapshot.notes.flatMap((note) => note.split("\n")).map((line) => paint("warn", line));
  const room = rows - Math.min(events.length, LEAST_EVENTS) - notes.length - 2;
  const shown: string[] = [];
  let next = above;
  while (next < blocks.length && (shown.length === 0 || shown.length + (blocks[next]?.length ?? 0) <= room)) {
    shown.push(...(blocks[next++] ?? []));
  }
  const below = blocks.length - next;
  const more = [above > 0 ? `${above} above` : "", below > 0 ? `${below} below` : ""].filter(Boolean);
  const lines = [
    ...(blocks.length === 0 ? ["", `No rule has "${view.filter}" in its name.`] : shown),
    ...(more.length > 0 ? [paint("dim", `more rules: ${more.join(", ")} (arrow keys)`)] : []),
    "",
    ...notes,
  ];
  const left = Math.max(0, rows - lines.length);
  return [...lines, ...(left > 0 ? events.slice(-left) : []).map((one) => paintedEvent(one, paint))];
}

function titleOf(rule: RuleSnapshot, paint: Paint): string {
  const verdict = splitVerdict(rule);
  const { synced, callers, unknown } = rule.proxies;
  const proxies = proxiesText(rule.proxies);
  return [
    paint("bold", `${rule.service} / ${rule.rule}`),
    `${short(rule.requestsPerSecond)} requests/s${rule.source === "probes" ? " (probes)" : ""}`,
    unknown === undefined && synced === callers ? proxies : paint("bad", proxies),
    paint(VERDICTS[verdict], verdict),
  ].join("  ");
}

/** The steps of a shift that is not over, with the one that it is at. */
function shiftLine({ shift }: RuleSnapshot, at: string, paint: Paint): string[] {
  if (!shift || isOver(shift)) return [];
  const ladder = shift.percents.map((percent, index) =>
    index + 1 === shift.step
      ? paint("accent", `[${percent}]`)
      : index + 1 < shift.step
        ? String(percent)
        : paint("dim", String(percent)),
  );
  const isBad = shift.phase === "died" || shift.phase === "going back";
  const what = `shift: ${shiftText(shift)}`;
  const hold = shift.phase === "running" ? [holdText(shift, at)] : [];
  return [[isBad ? paint("bad", what) : what, ...hold, `steps ${ladder.join(" ")}`].join("  ")];
}

function paintedEvent(event: WatchEvent, paint: Paint): string {
  const line = eventLine(event);
  return event.mood === "neutral" ? line : paint(event.mood, line);
}

function footer({ view, message, shift }: Frame, paint: Paint): string {
  if (view.typing !== undefined) return `/${view.typing}_`;
  if (view.toConfirm) return paint("accent", questionText(view.toConfirm));
  const keys = `q leave  ? help  / filter  e why  r report${shift ? `  ${keysText(shift)}` : ""}`;
  const filter = view.filter === "" ? "" : `  [rules with "${view.filter}"; esc shows all]`;
  return message === undefined ? paint("dim", keys) + filter : paint("accent", message);
}
