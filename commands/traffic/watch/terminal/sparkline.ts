const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Counts as a row of bars, the last ones where there is no room for all. A blank is none at all. */
export function sparkline(counts: readonly number[], width: number, highest: number): string {
  return counts
    .slice(Math.max(0, counts.length - width))
    .map((count) =>
      count === 0 ? " " : (BARS[Math.min(7, Math.floor((count / Math.max(highest, 1)) * 7.999))] ?? " "),
    )
    .join("");
}
