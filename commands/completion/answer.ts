/**
 * Tells a shell what may stand at its cursor: what a completion script runs at each press of the key.
 *
 *   answer.ts SHELL LINE   the line up to the cursor; prints a line for each candidate, or `:files`
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldOf, isFields } from "../../mesh/fields";
import { repoDir, sandbox } from "../stack/sandbox/paths";
import { type LoadCommand } from "../terminal/command";
import { completeLine } from "./complete-line";
import { answerFor, isShell } from "./shells";
import { stackNames } from "./stack-names";

/** What package.json says that npm runs, by the name of the script. */
function npmScripts(): Readonly<Record<string, string>> {
  const scripts = fieldOf(JSON.parse(readFileSync(join(repoDir, "package.json"), "utf8")), "scripts");
  return isFields(scripts)
    ? Object.fromEntries(Object.entries(scripts).map(([name, line]) => [name, String(line)]))
    : {};
}

async function main([shell = "", line = ""]: readonly string[]): Promise<void> {
  if (!isShell(shell)) return;
  const scripts = npmScripts();
  const completion = await completeLine(line, {
    scripts: Object.keys(scripts),
    load: async (script, words) => {
      const [, file, word] = /^node bootstrap\.mjs (\S+)\.ts(?: (\S+))?$/.exec(scripts[script] ?? "") ?? [];
      if (file === undefined) return undefined;
      // As npm does, by what package.json names: the sandbox's commands, too, which nothing here imports.
      const { loadCommand } = (await import(`../../${file}.js`)) as { readonly loadCommand: LoadCommand };
      return loadCommand(word === undefined ? words : [word]);
    },
    namesOf: (stack = sandbox.stack) => stackNames(repoDir, stack),
  });
  process.stdout.write(answerFor(shell, line, completion));
}

// A line that nothing can be said of is no error: the shell then completes nothing.
main(process.argv.slice(2)).catch(() => {});
