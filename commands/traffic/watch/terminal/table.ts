import stringWidth from "string-width";
import { type Paint, type Style } from "./paint";

/** A column of a table that makes room where there is little. */
export interface Column<Row> {
  readonly head: string;
  readonly align: "left" | "right";
  /** Columns with a higher number go first where not all have room. */
  readonly drop: number;
  readonly cell: (row: Row) => string;
  readonly style?: (row: Row) => Style | undefined;
}

/** Columns that have room beside each other. */
export interface Layout<Row> {
  readonly columns: readonly Column<Row>[];
  /** Blanks between two of them. */
  readonly gap: number;
}

/** The columns that have room, closer to each other where that helps, else without those that are needed least. */
export function fitting<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Layout<Row> {
  if (tableWidth({ columns, gap: 2 }, rows) <= width) return { columns, gap: 2 };
  const kept = [...columns];
  while (kept.length > 1 && tableWidth({ columns: kept, gap: 1 }, rows) > width) {
    const least = kept.reduce((worst, one) => (one.drop > worst.drop ? one : worst));
    kept.splice(kept.indexOf(least), 1);
  }
  return { columns: kept, gap: 1 };
}

/** How wide a table is. */
export function tableWidth<Row>({ columns, gap }: Layout<Row>, rows: readonly Row[]): number {
  const widths = columns.map((column) => columnWidth(column, rows));
  return widths.reduce((sum, one) => sum + one, 0) + gap * (columns.length - 1);
}

/** How wide a column is. */
export function columnWidth<Row>({ head, cell }: Column<Row>, rows: readonly Row[]): number {
  return Math.max(stringWidth(head), ...rows.map((row) => stringWidth(cell(row))));
}

/** A table's lines, the heads first, each column at least as wide as it is here. */
export function tableLines<Row>(
  { columns, gap }: Layout<Row>,
  rows: readonly Row[],
  widths: readonly number[],
  paint: Paint,
): string[] {
  const pad = (text: string, index: number) => {
    const blanks = " ".repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)));
    return columns[index]?.align === "right" ? blanks + text : text + blanks;
  };
  const line = (row: Row) =>
    columns.map((column, index) => {
      const style = column.style?.(row);
      const text = pad(column.cell(row), index);
      return style ? paint(style, text) : text;
    });
  const heads = columns.map(({ head }, index) => paint("dim", pad(head, index)));
  return [heads, ...rows.map(line)].map((cells) => cells.join(" ".repeat(gap)).trimEnd());
}
