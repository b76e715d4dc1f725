import { movesOf, type PageData } from "../page-data";
import { type Recorded } from "../../recording";
import { element } from "./dom";
import { EventsSection } from "./events-section";
import { movesSection } from "./moves-section";
import { RuleSection } from "./rule-section";

/** The whole page, shown anew as there is more to show. */
export class Page {
  readonly #main = element("main");
  readonly #about = element("p", { class: "about" });
  readonly #trouble = element("p", { class: "trouble", role: "status" });
  readonly #rules = new Map<string, RuleSection>();
  readonly #sections = element("div");
  readonly #events = new EventsSection();
  readonly #kind: PageData["kind"];
  #moves: HTMLElement | undefined;
  #shownMoves = "";
  #isConnected = true;

  constructor({ kind, recorded }: PageData) {
    this.#kind = kind;
    const title = kind === "live" ? "Traffic now" : "Traffic report";
    this.#main.append(element("h1", {}, `${title}: ${recorded.stack}`), this.#about, this.#trouble, this.#sections);
    this.#main.append(this.#events.root);
    document.body.replaceChildren(this.#main);
  }

  connected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    if (!isConnected) this.#trouble.textContent = "The command has ended, or does not answer: what is shown is old.";
  }

  show({ stack, rules, events, last, windowSeconds }: Recorded): void {
    this.#about.textContent = about(this.#kind, rules, last, windowSeconds);
    if (this.#isConnected) this.#trouble.textContent = troubleOf(last);
    rules.forEach((record, index) => {
      const key = `${record.service}/${record.rule}`;
      const section = this.#rules.get(key) ?? new RuleSection(record, `rule-${index}`);
      if (!this.#rules.has(key)) {
        this.#rules.set(key, section);
        this.#sections.append(section.root);
      }
      const now = last.rules.find(({ service, rule }) => service === record.service && rule === record.rule);
      section.show(record, now, events);
    });
    this.#events.show(events);
    this.#showMoves(stack, rules);
  }

  #showMoves(stack: string, rules: Recorded["rules"]): void {
    const moves = movesOf(rules);
    const shown = JSON.stringify([moves, rules.map(({ service, rule }) => [service, rule])]);
    if (shown === this.#shownMoves) return;
    this.#shownMoves = shown;
    const section = movesSection(stack, moves, rules);
    if (this.#moves) this.#moves.replaceWith(section);
    else this.#main.append(section);
    this.#moves = section;
  }
}

function about(
  kind: PageData["kind"],
  rules: Recorded["rules"],
  last: Recorded["last"],
  windowSeconds: number,
): string {
  const first = Math.min(...rules.flatMap(({ points }) => points[0]?.at ?? []));
  const date = (text: string) => text.slice(0, 19).replace("T", " ");
  const from = Number.isFinite(first) ? date(new Date(first * 1000).toISOString()) : date(last.at);
  const until = kind === "live" ? `now ${date(last.at)}` : `to ${date(last.at)}`;
  return `From ${from} ${until} UTC. Figures are of the last ${windowSeconds} s at each moment, with intervals of ${last.confidence * 100} %, from the access logs of the callers' proxies.`;
}

function troubleOf({ connection, notes }: Recorded["last"]): string {
  const lost =
    connection.state === "lost"
      ? [`The cluster has not answered since ${connection.since.slice(11, 19)}: ${connection.reason}.`]
      : [];
  return [...lost, ...notes].join("\n");
}
