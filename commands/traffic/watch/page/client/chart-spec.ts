/** One line of a chart. */
export interface Line {
  readonly label: string;
  /** Which of the page's colours it has. */
  readonly colour: number;
  readonly style: "solid" | "dashed" | "dotted";
  /** Whether it stays what it is until the next moment, as weights do. */
  readonly isStepped?: boolean;
  /** By moment; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Between what it may be. */
  readonly band?: { readonly lower: readonly (number | null)[]; readonly upper: readonly (number | null)[] };
}

/** What a chart shows, and so does its table. */
export interface ChartSpec {
  readonly title: string;
  /** What the numbers are, e.g. `%`. */
  readonly unit: string;
  /** In seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The highest value that the scale has at least, and at most where it has one. */
  readonly least: number;
  readonly most?: number;
  /** Moments that stand out: weight changes. */
  readonly marks: readonly number[];
}

/** A value with its unit, and its interval where it has one. */
export function valueText({ unit }: Pick<ChartSpec, "unit">, line: Line, index: number): string {
  const value = line.values[index];
  if (value === null || value === undefined) return "-";
  const [lower, upper] = [line.band?.lower[index], line.band?.upper[index]];
  const between = typeof lower === "number" && typeof upper === "number" ? ` (${digits(lower)}–${digits(upper)})` : "";
  return `${digits(value)}${unit === "" ? "" : ` ${unit}`}${between}`;
}

function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** `12:00:05`, in UTC, as everything else on the page. */
export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
