/** Makes an element; whatever is inserted as text stays text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A table that scrolls sideways where the page is narrow, also by keyboard. */
export function scrollable(label: string, table: HTMLTableElement): HTMLDivElement {
  return element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": label }, table);
}

/** A table's rows. The first cell of a row is its head. */
export function rows(cells: readonly (readonly string[])[]): HTMLTableRowElement[] {
  return cells.map(([head = "", ...others]) =>
    element("tr", {}, element("th", { scope: "row" }, head), ...others.map((text) => element("td", {}, text))),
  );
}

export function headRow(heads: readonly string[]): HTMLTableSectionElement {
  return element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head))));
}
