import uPlot from "uplot";
import { type ChartSpec, type Line, timeText, valueText } from "./chart-spec";
import { element, headRow, rows, scrollable } from "./dom";
import { colours, LINE_COLOURS } from "./palette";

const DASHES = { solid: [], dashed: [8, 4], dotted: [2, 3] } as const;

/** A table has a row for each of so many moments, at most. */
const MOST_ROWS = 60;

/** A chart with its legend, what it says at one moment, and its table. */
export class Chart {
  readonly root: HTMLElement;
  readonly #canvas: HTMLDivElement;
  readonly #legend = element("ul", { class: "legend" });
  readonly #said = element("p", { class: "said", "aria-live": "polite" });
  readonly #table = element("table");
  readonly #details: HTMLDetailsElement;
  #spec: ChartSpec;
  #plot: uPlot | undefined;
  #shape = "";

  constructor(spec: ChartSpec, about: string) {
    this.#spec = spec;
    const name = `${about}: ${spec.title}`;
    this.#canvas = element("div", {
      class: "plot",
      role: "group",
      tabindex: "0",
      "aria-label": `${name}. A chart: arrow keys go from moment to moment; the same is in the table below.`,
    });
    this.#details = element("details", {}, element("summary", {}, "As a table"), scrollable(name, this.#table));
    this.#details.addEventListener("toggle", () => this.#fillTable());
    this.root = element(
      "figure",
      {},
      element("figcaption", {}, spec.title),
      this.#legend,
      this.#canvas,
      this.#said,
      this.#details,
    );
    this.#canvas.addEventListener("keydown", (event) => this.#onKey(event));
    this.#canvas.addEventListener("blur", () => this.#say(undefined));
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#rebuild());
  }

  /** Shows other values. To be called once it is in the page, too. */
  show(spec: ChartSpec): void {
    this.#spec = spec;
    const shape = JSON.stringify(spec.lines.map(({ label, style }) => [label, style]));
    const hidden = spec.lines.length === 0;
    this.root.classList.toggle("quiet", hidden);
    if (shape !== this.#shape || !this.#plot) {
      this.#shape = shape;
      this.#rebuild();
    } else {
      this.#plot.setData(dataOf(spec));
      this.#say(this.#plot.cursor.idx ?? undefined);
    }
    if (this.#details.open) this.#fillTable();
  }

  #rebuild(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#legend.replaceChildren(...this.#spec.lines.map((line) => legendItem(line)));
    if (this.#spec.lines.length === 0) {
      this.#say(undefined);
      return;
    }
    this.#plot = new uPlot(this.#options(), dataOf(this.#spec), this.#canvas);
    this.#say(undefined);
  }

  #size(): { width: number; height: number } {
    return { width: Math.max(200, this.#canvas.clientWidth), height: this.#canvas.clientWidth < 500 ? 180 : 240 };
  }

  #options(): uPlot.Options {
    const { lines, text, grid, mark } = colours();
    const { least, most } = this.#spec;
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const font = "12px system-ui, sans-serif";
    const series: uPlot.Series[] = [{}];
    const bands: uPlot.Band[] = [];
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    for (const { label, colour, style, band, isStepped } of this.#spec.lines) {
      const stroke = lines[colour % LINE_COLOURS] ?? text;
      series.push({
        label,
        stroke,
        width: style === "solid" ? 2 : 1.5,
        dash: [...DASHES[style]],
        points: { show: false },
        ...(isStepped && stepped && { paths: stepped }),
      });
      if (!band) continue;
      const edge = { stroke: "transparent", width: 0, points: { show: false } };
      series.push({ ...edge, label: `${label} upper` }, { ...edge, label: `${label} lower` });
      bands.push({ series: [series.length - 2, series.length - 1], fill: `${stroke}2e` });
    }
    return {
      ...this.#size(),
      series,
      bands,
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        y: { range: (_plot, _low, high) => [0, most ?? Math.max(least, (high ?? 0) * 1.1)] },
      },
      axes: [
        { ...axis, font, space: 70, size: 32, values: (_plot, splits) => splits.map(timeText) },
        { ...axis, font, size: 52, values: (_plot, splits) => splits.map((value) => `${value}`) },
      ],
      hooks: {
        setCursor: [(plot) => this.#say(plot.cursor.idx ?? undefined)],
        draw: [(plot) => drawMarks(plot, this.#spec.marks, mark)],
      },
    };
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.#spec.times.length - 1;
    const now = this.#plot?.cursor.idx ?? last;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    const plot = this.#plot;
    if (next === undefined || !plot) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, next));
    const at = this.#spec.times[index];
    if (at !== undefined) plot.setCursor({ left: plot.valToPos(at, "x"), top: 10 });
  }

  /** What all lines are at a moment; the last one where none is pointed at. */
  #say(index: number | undefined): void {
    const { times, lines } = this.#spec;
    const at = index ?? times.length - 1;
    const time = times[at];
    if (lines.length === 0) this.#said.textContent = "None so far.";
    else if (time === undefined) this.#said.textContent = "";
    else {
      const parts = lines.map((line) => `${line.label} ${valueText(this.#spec, line, at)}`);
      this.#said.textContent = `${timeText(time)}  ${parts.join(", ")}`;
    }
  }

  #fillTable(): void {
    if (!this.#details.open) return;
    const { times, lines } = this.#spec;
    const step = Math.max(1, Math.ceil(times.length / MOST_ROWS));
    const shown = [...times.keys()].filter((index) => (times.length - 1 - index) % step === 0);
    this.#table.replaceChildren(
      headRow(["Time (UTC)", ...lines.map(({ label }) => label)]),
      element(
        "tbody",
        {},
        ...rows(
          shown.map((index) => [
            timeText(times[index] ?? 0),
            ...lines.map((line) => valueText(this.#spec, line, index)),
          ]),
        ),
      ),
    );
  }
}

function dataOf({ times, lines }: ChartSpec): uPlot.AlignedData {
  const columns = lines.flatMap(({ values, band }) => (band ? [values, band.upper, band.lower] : [values]));
  return [[...times], ...columns.map((values) => [...values])] as uPlot.AlignedData;
}

function legendItem({ label, colour, style }: Line): HTMLLIElement {
  const mark = element("span", { class: `mark ${style} line-${colour % LINE_COLOURS}`, "aria-hidden": "true" });
  return element("li", {}, mark, label);
}

function drawMarks(plot: uPlot, marks: readonly number[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 4]);
  for (const at of marks) {
    const x = plot.valToPos(at, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
