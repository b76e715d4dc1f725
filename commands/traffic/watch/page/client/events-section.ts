import { type WatchEvent } from "../../snapshot";
import { element } from "./dom";

const SIGNS: Readonly<Record<WatchEvent["mood"], string>> = { good: "✓", bad: "!", neutral: "•" };

/** What happened, the newest first. */
export class EventsSection {
  readonly root: HTMLElement;
  readonly #list = element("ol");
  #shown = "";

  constructor() {
    const heading = element("h2", { id: "events" }, "Steps and events");
    const log = { class: "events", role: "log", tabindex: "0", "aria-label": "Steps and events" };
    this.root = element("section", { "aria-labelledby": "events" }, heading, element("div", log, this.#list));
  }

  show(events: readonly WatchEvent[]): void {
    const now = JSON.stringify(events.at(-1)) + String(events.length);
    if (now === this.#shown) return;
    this.#shown = now;
    const items = events.toReversed().map(item);
    this.#list.replaceChildren(...(items.length > 0 ? items : [element("li", {}, "Nothing happened so far.")]));
  }
}

function item({ at, mood, service, rule, text }: WatchEvent): HTMLLIElement {
  const where = [service, rule].filter((name) => name !== undefined).join("/");
  return element(
    "li",
    { class: mood },
    element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[mood]),
    element("time", { datetime: at }, at.slice(11, 19)),
    ` ${where === "" ? "" : `${where}: `}${text}`,
  );
}
