import { changeText, errorsText, NOTHING, readyText, short, targetText } from "../figures-text";
import { type RuleSnapshot, type VersionSnapshot } from "../snapshot";
import { type Paint } from "./paint";
import { sparkline } from "./sparkline";
import { type Column, columnWidth, fitting, tableLines, tableWidth } from "./table";

/** How much longer a p99 may be before that is coloured, as of `traffic evidence`'s margin of latency. */
const LONGER = 0.25;

const ms = (value: number | undefined) => (value === undefined ? NOTHING : value.toFixed(0));

const COLUMNS: readonly Column<VersionSnapshot>[] = [
  { head: "VERSION", align: "left", drop: 0, cell: ({ version }) => version, style: () => "bold" },
  { head: "TARGET", align: "right", drop: 1, cell: targetText },
  {
    head: "OBSERVED ±99 %",
    align: "right",
    drop: 2,
    cell: ({ observed }) =>
      observed ? `${(observed.share * 100).toFixed(1)} % ±${wider(observed).toFixed(1)}` : NOTHING,
    style: ({ observed, target }) =>
      observed && (target / 100 < observed.lower || target / 100 > observed.upper) ? "warn" : undefined,
  },
  { head: "RPS", align: "right", drop: 5, cell: ({ requestsPerSecond }) => short(requestsPerSecond) },
  {
    head: "ERR % (FLAG)",
    align: "right",
    drop: 3,
    cell: errorsText,
    style: ({ errors }) => (errors.count > 0 ? "bad" : undefined),
  },
  { head: "P50 ms", align: "right", drop: 8, cell: ({ latency }) => ms(latency?.p50) },
  { head: "P95 ms", align: "right", drop: 9, cell: ({ latency }) => ms(latency?.p95) },
  { head: "P99 ms", align: "right", drop: 4, cell: ({ latency }) => ms(latency?.p99) },
  {
    head: "Δ P99",
    align: "right",
    drop: 6,
    cell: changeText,
    style: ({ p99Change }) => (p99Change && p99Change.ratio > LONGER ? "warn" : undefined),
  },
  {
    head: "READY",
    align: "right",
    drop: 7,
    cell: readyText,
    style: ({ pods }) => (pods && pods.ready < (pods.wanted ?? 0) ? "bad" : undefined),
  },
];

const HISTORY_HEAD = "REQUESTS/s";

/** The distance from the share to the farther end of its interval, in percentage points. */
function wider({ share, lower, upper }: NonNullable<VersionSnapshot["observed"]>): number {
  return Math.max(share - lower, upper - share) * 100;
}

/**
 * The tables of some rules, whose columns are in line with each other. Where not all columns have room, the least
 * needed are left out; what is left over goes to the requests of the last seconds.
 */
export function versionTables(rules: readonly RuleSnapshot[], width: number, paint: Paint): string[][] {
  const all = rules.flatMap(({ versions }) => versions);
  const layout = fitting(COLUMNS, all, width);
  const room = width - tableWidth(layout, all) - layout.gap;
  const highest = Math.max(...all.flatMap(({ history }) => history), 0);
  const longest = Math.max(...all.map(({ history }) => history.length), 0);
  const bars: Column<VersionSnapshot> = {
    head: HISTORY_HEAD,
    align: "left",
    drop: 10,
    cell: ({ history }) => sparkline(history, Math.min(room, longest), highest),
    style: () => "accent",
  };
  const shown = room >= HISTORY_HEAD.length && longest > 0 ? [...layout.columns, bars] : layout.columns;
  const widths = shown.map((column) => columnWidth(column, all));
  return rules.map(({ versions }) => tableLines({ ...layout, columns: shown }, versions, widths, paint));
}
