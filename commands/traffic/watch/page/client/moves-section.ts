import { type Move } from "../page-data";
import { type RuleRecord } from "../../recording";
import { element } from "./dom";

/** What changed in the config, and commands to go on with, each to be copied. */
export function movesSection(stack: string, moves: readonly Move[], rules: readonly RuleRecord[]): HTMLElement {
  const diff = moves.flatMap(({ service, rule, from, to }) => [
    `  traffic ${service}, rule ${rule}, weights`,
    ...Object.keys(to)
      .filter((version) => from[version] !== to[version])
      .flatMap((version) => [`-   ${version}: ${from[version] ?? 0}`, `+   ${version}: ${to[version] ?? 0}`]),
  ]);
  return element(
    "section",
    { "aria-labelledby": "moves" },
    element("h2", { id: "moves" }, "Config and commands"),
    element("h3", {}, "What changed in the config"),
    diff.length === 0 ? element("p", {}, "Every weight is what it was at the beginning.") : diffBlock(diff),
    element("h3", {}, "To go on"),
    element("ul", { class: "commands" }, ...commands(stack, moves, rules).map(commandItem)),
  );
}

function diffBlock(lines: readonly string[]): HTMLPreElement {
  const kinds: Readonly<Record<string, string>> = { "-": "del", "+": "ins" };
  const painted = lines.map((line) => {
    const kind = kinds[line[0] ?? ""];
    return element("span", kind === undefined ? {} : { class: kind }, `${line}\n`);
  });
  return element("pre", { tabindex: "0", role: "region", "aria-label": "What changed in the config" }, ...painted);
}

interface Command {
  readonly what: string;
  readonly text: string;
}

function commands(stack: string, moves: readonly Move[], rules: readonly RuleRecord[]): Command[] {
  const at = stack === "sandbox" ? "" : ` --stack ${quoted(stack)}`;
  const traffic = (text: string) => `npm run traffic -- ${text}${at}`;
  const services = [...new Set(rules.map(({ service }) => service))];
  return [
    ...moves.map(({ service, rule, from }) => ({
      what: `Split ${service}, rule ${rule}, as at the beginning`,
      text: traffic(
        `set ${quoted(service)} --rule ${quoted(rule)} ${Object.entries(from)
          .map(([version, weight]) => quoted(`${version}=${weight}`))
          .join(" ")}`,
      ),
    })),
    ...(moves.length > 0 ? [{ what: "Take the last move back", text: traffic("undo") }] : []),
    { what: "Who moved what when", text: traffic("log") },
    { what: "What runs against what the config says", text: traffic("diff") },
    ...services.map((service) => ({
      what: `Count the requests of ${service} anew`,
      text: traffic(`evidence ${quoted(service)} --for 5m`),
    })),
  ];
}

/** A word as a shell takes it whole. */
function quoted(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function commandItem({ what, text }: Command): HTMLLIElement {
  const button = element("button", { type: "button", "aria-label": `Copy: ${what}` }, "Copy");
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = "Copied"),
      () => (button.textContent = "Select it"),
    );
  });
  const code = element("code", { tabindex: "0", role: "region", "aria-label": what }, text);
  return element("li", {}, element("p", {}, what), element("div", { class: "command" }, code, button));
}
