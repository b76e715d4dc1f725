import { type Command } from "commander";
import { shellCommands } from "../terminal/shell-words";
import { type Candidate, complete, type Completion } from "./candidates";
import { type StackNames } from "./stack-names";

/** What a line is completed from. */
export interface Known {
  /** The scripts of package.json. */
  readonly scripts: readonly string[];
  /** The command that a script runs with these words; undefined where it runs none of this project's. */
  readonly load: (script: string, words: readonly string[]) => Promise<Command | undefined>;
  readonly namesOf: (stack: string | undefined) => StackNames;
}

/** npm's ways to say that a script is to be run (docs.npmjs.com, npm run). */
const RUN = ["run", "run-script", "rum", "urn"];

/** Scripts that npm runs without `run`. */
const NPM_SCRIPTS = ["start", "stop", "test"];

/**
 * What may stand at the end of a line that calls npm.
 *
 * @param line up to the cursor, as it is typed
 */
export async function completeLine(line: string, known: Known): Promise<Completion> {
  const words = shellCommands(line).at(-1) ?? [];
  const [npm, ...rest] = words;
  if (npm !== "npm") return [];
  const end = rest.indexOf("--");
  const [first = "", ...others] = (end < 0 ? rest : rest.slice(0, end)).filter((word) => !word.startsWith("-"));
  const isRun = RUN.includes(first);
  const script = isRun ? others[0] : NPM_SCRIPTS.includes(first) ? first : undefined;
  if (end < 0) return beforeArguments(rest, isRun, known.scripts);
  const typed = rest.slice(end + 1);
  const command = script === undefined ? undefined : await known.load(script, typed);
  return command ? complete(command, typed, known.namesOf) : "files";
}

function beforeArguments(rest: readonly string[], isRun: boolean, scripts: readonly string[]): readonly Candidate[] {
  const current = rest.at(-1) ?? "";
  const before = rest.slice(0, -1).filter((word) => !word.startsWith("-"));
  const values = isRun
    ? before.length === 1
      ? scripts
      : before.length === 2
        ? ["--"]
        : []
    : before.length === 1 && NPM_SCRIPTS.includes(before[0] ?? "")
      ? ["--"]
      : [];
  return values.filter((value) => value.startsWith(current)).map((value) => ({ value }));
}
