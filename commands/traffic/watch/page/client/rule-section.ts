import {
  changeText,
  errorsText,
  milliseconds,
  observedText,
  proxiesText,
  readyText,
  shiftText,
  short,
  splitVerdict,
  targetText,
} from "../../figures-text";
import { type RuleRecord } from "../../recording";
import { type RuleSnapshot, type WatchEvent } from "../../snapshot";
import { Chart } from "./chart";
import { element, headRow, rows, scrollable } from "./dom";
import { ruleCharts } from "./rule-charts";

const HEADS = ["Version", "Target", "Observed (99 %)", "Requests/s", "Errors", "p50", "p95", "p99", "Δ p99", "Ready"];

/** A rule: how it is now, or was at the end, and how it came to be so. */
export class RuleSection {
  readonly root: HTMLElement;
  readonly #state = element("p", { class: "state" });
  readonly #versions = element("tbody");
  readonly #charts: Chart[] = [];
  readonly #figures = element("div", { class: "figures" });
  readonly #name: string;

  constructor({ service, rule }: Pick<RuleRecord, "service" | "rule">, id: string) {
    this.#name = `${service} / ${rule}`;
    const table = element("table", {}, headRow(HEADS), this.#versions);
    this.root = element(
      "section",
      { "aria-labelledby": id },
      element("h2", { id }, this.#name),
      this.#state,
      scrollable(`${this.#name}: versions`, table),
      this.#figures,
    );
  }

  show(record: RuleRecord, now: RuleSnapshot | undefined, events: readonly WatchEvent[]): void {
    if (now) {
      const verdict = splitVerdict(now);
      const source = now.source === "probes" ? " from probes" : "";
      const word = element("strong", { class: `verdict ${verdict.replaceAll(" ", "-")}` }, `split: ${verdict}`);
      const shift = now.shift ? [`shift: ${shiftText(now.shift)}`] : [];
      const words = [...shift, `${short(now.requestsPerSecond)} requests a second${source}`, proxiesText(now.proxies)];
      this.#state.replaceChildren(word, ` · ${words.join(" · ")}${now.doubt === undefined ? "" : ` · ${now.doubt}`}`);
      const missing = now.proxies.missing.map(({ pod, reason }) => `${pod}: ${reason}`).join("; ");
      if (missing !== "") this.#state.append(` · not yet: ${missing}`);
      this.#versions.replaceChildren(...rows(now.versions.map(versionCells)));
    } else this.#state.textContent = "The rule is gone.";
    ruleCharts(record, events).forEach((spec, index) => {
      let chart = this.#charts[index];
      if (!chart) {
        chart = new Chart(spec, this.#name);
        this.#charts.push(chart);
        this.#figures.append(chart.root);
      }
      chart.show(spec);
    });
  }
}

function versionCells(one: RuleSnapshot["versions"][number]): string[] {
  const { version, requestsPerSecond, latency, p99Change } = one;
  return [
    version,
    targetText(one),
    observedText(one),
    short(requestsPerSecond),
    errorsText(one),
    milliseconds(latency?.p50),
    milliseconds(latency?.p95),
    milliseconds(latency?.p99),
    p99Change ? `${changeText(one)} of ${p99Change.against}` : changeText(one),
    readyText(one),
  ];
}
