import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configSchema } from "../config/schema/config-schema";
import { type ConfigKey, keysOf } from "../config/schema/key-places";

/** The page that tells of every key of a stack's config, made from its schema by `npm run docs`. */
export const CONFIGURATION_PAGE = join(__dirname, "configuration.md");

const INTRODUCTION = `# Configuration

<!-- written by \`npm run docs\` from the schemas in config/: change those -->

Every key of the stack config. All have a default except what only you can know. A wrong value ends the preview before anything is
touched, with all wrong keys at once and the command that fixes each.

\`aws:region\` is required for EKS. All other keys are the project's own, with \`bookinfo-mesh:\` before them. \`[]\` stands for any
number in a list, \`<...>\` for a name that you choose:

    pulumi config set --path 'bookinfo-mesh:traffic.reviews.rules[0].weights.v3' 60

A key without a default is required where what holds it is there, or has no value unless set.`;

/** The whole page. */
export function configurationPage(): string {
  const keys = keysOf(configSchema);
  const sections = Object.keys(configSchema.shape).map((section) => {
    const own = keys.filter(({ key }) => key === section || key.startsWith(`${section}.`));
    const about = own[0]?.isGroup ? `${own[0].about.meaning}.\n\n` : "";
    return `## ${section}\n\n${capitalized(about)}${table(own)}`;
  });
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

/** Keys as a Markdown table. What only groups others has no row: its parts have. */
function table(keys: readonly ConfigKey[]): string {
  const rows = keys
    .filter(({ isGroup }) => !isGroup)
    .map((one) => [
      code(one.key),
      one.about.meaning,
      one.default === undefined ? "" : code(one.default),
      exampleOf(one),
    ])
    .map((cells) => `| ${cells.join(" | ")} |`);
  return ["| key | meaning | default | example |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function exampleOf({ about: { example, file }, default: value }: ConfigKey): string {
  if (file !== undefined) return `what ${code(file)} holds`;
  const shown = example ?? value;
  return shown === undefined ? "" : code(String(shown));
}

/** Some code in a cell of a table, which a bar would end. */
function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (require.main === module) writeFileSync(CONFIGURATION_PAGE, configurationPage());
