import Table, { type Cell, type HorizontalTableRow } from "cli-table3";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/**
 * What a table's lines have beside the text of its columns: a border before each and at the end, and a blank on either
 * side.
 */
const frameOf = (columns: number) => 3 * columns + 1;

/** No column gets narrower than this to fit: what is longer is broken within a word. */
const MOST_OF_A_WORD = 20;

type Rows = readonly (readonly Cell[])[];

/**
 * A table as text that fits so many columns: its widest columns are wrapped; where even single words are too wide side
 * by side, each row is told in a paragraph, with the names of the columns.
 *
 * @param columns by default those of the terminal; where standard output is none, a table is as wide as it is
 */
export function tableText(
  table: InstanceType<typeof Table>,
  columns: number = process.stdout.columns ?? Infinity,
): string {
  const whole = table.toString();
  if (widthOf([whole]) <= columns) return whole;
  const { head, colWidths: _, rowHeights: __, ...options } = table.options;
  const rows = table.filter((row): row is HorizontalTableRow => Array.isArray(row));
  const places = placesOf(rows, head.length);
  const cells = wholeRows(rows, places, head);
  const texts = head.map((text, column) => [text, ...cells.map((row) => row[column] ?? "")]);
  const words = texts.map((some) => Math.min(MOST_OF_A_WORD, widthOf(some.flatMap((text) => text.split(/\s+/)))));
  const room = columns - frameOf(head.length);
  if (sum(words) > room) return paragraphs(head, cells, columns);

  const widths = narrowed(texts.map(widthOf), words, room);
  const narrow = new Table({ ...options, head: head.map((text, column) => wrap(text, widths[column] ?? 1)) });
  for (const [at, row] of rows.entries()) {
    narrow.push(
      row.map((cell, index) => withText(cell, (text) => wrap(text, widths[places[at]?.[index] ?? index] ?? 1))),
    );
  }
  return narrow.toString();
}

/** Takes from the widest columns until all fit. */
function narrowed(widths: readonly number[], least: readonly number[], room: number): readonly number[] {
  const fitted = [...widths];
  while (sum(fitted) > room) {
    const spare = fitted.map((width, index) => (width > (least[index] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
}

/** Each row as a paragraph: what it is about, and below it what the other columns say. */
function paragraphs(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const told = rows.map((row) => {
    const [title = "", ...others] = row.map((text) => text.replaceAll(/\s*\n\s*/g, "; "));
    const named = others.flatMap((text, index) => {
      const name = head[index + 1] ?? "";
      return text === "" ? [] : [name === "" ? text : `${name} ${text}`];
    });
    return { title, text: wrap(named.join(", "), columns - 2).replaceAll(/^/gm, "  ") };
  });
  const lines = told.flatMap(({ title, text }, index) => {
    return told[index - 1]?.title === title ? [text] : [wrap(title, columns), text];
  });
  return lines.join("\n");
}

/** The text of each column in each row, also where a cell of a row above spans it. */
function wholeRows(rows: Rows, places: readonly (readonly number[])[], head: readonly string[]): readonly string[][] {
  const above: string[] = head.map(() => "");
  return rows.map((row, at) => {
    for (const [index, cell] of row.entries()) above[places[at]?.[index] ?? index] = textOf(cell);
    return [...above];
  });
}

/** The column of each cell, by how many rows the cells above it span. */
function placesOf(rows: Rows, count: number): readonly (readonly number[])[] {
  const spanned = Array.from({ length: count }, () => 0);
  return rows.map((row) => {
    const free = spanned.flatMap((left, column) => (left === 0 ? [column] : []));
    const places = row.map((_, index) => free[index] ?? index);
    for (const [column, left] of spanned.entries()) spanned[column] = Math.max(0, left - 1);
    for (const [index, cell] of row.entries()) spanned[places[index] ?? index] = rowSpanOf(cell) - 1;
    return places;
  });
}

function rowSpanOf(cell: Cell): number {
  return typeof cell === "object" && cell !== null ? (cell.rowSpan ?? 1) : 1;
}

function textOf(cell: Cell): string {
  return String(typeof cell === "object" && cell !== null ? (cell.content ?? "") : (cell ?? ""));
}

function withText(cell: Cell, change: (text: string) => string): Cell {
  const content = change(textOf(cell));
  return typeof cell === "object" && cell !== null ? { ...cell, content } : content;
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.flatMap((text) => text.split("\n")).map((line) => stringWidth(line)));
}

function wrap(text: string, width: number): string {
  return wrapAnsi(text, width, { hard: true });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
