import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_KEYS } from "../config/config-keys";

const PAGE = join(__dirname, "configuration.md");
const BEGIN = "<!-- config keys: written by `npm run docs` from config/config-keys.ts -->";
const END = "<!-- end of config keys -->";

/** The keys of the stack config as a Markdown table. What only groups others has no row: its parts have. */
export function configTable(): string {
  const rows = CONFIG_KEYS.filter(({ example }) => typeof example !== "object").map(
    ({ key, meaning, default: value }) => `| \`${key}\` | ${meaning} | ${value === undefined ? "" : `\`${value}\``} |`,
  );
  return ["| key, after `bookinfo-mesh:` | meaning | default |", "| --- | --- | --- |", ...rows].join("\n");
}

/** A text with the table in its place between the two marks. */
export function withConfigTable(text: string): string {
  const [head, rest] = text.split(BEGIN);
  const tail = rest?.split(END)[1];
  if (head === undefined || tail === undefined)
    throw new Error(`${PAGE} has lost the marks of the table of config keys`);
  return `${head}${BEGIN}\n\n${configTable()}\n\n${END}${tail}`;
}

if (require.main === module) writeFileSync(PAGE, withConfigTable(readFileSync(PAGE, "utf8")));
