import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shellCommands } from "../../commands/terminal/shell-words";

const root = join(__dirname, "../..");

/** A command that a page tells people to type. */
export interface DocumentedCommand {
  readonly page: string;
  readonly words: readonly string[];
}

/** Every command in a block of shell in the pages that people read. */
export function documentedCommands(): readonly DocumentedCommand[] {
  return commandsIn((text) => [...text.matchAll(BLOCK)].map(([, block = ""]) => block));
}

/** Every command with arguments that a sentence names, which may leave out what it is not about. */
export function mentionedCommands(): readonly DocumentedCommand[] {
  return commandsIn((text) =>
    [...text.replaceAll(BLOCK, "").matchAll(/`(npm (?:run [\w:]+|start|stop) -- [^`\n,]+)/g)].map(
      ([, named = ""]) => named,
    ),
  );
}

const BLOCK = /^```sh\n([^]*?)^```$/gm;

function commandsIn(shellOf: (page: string) => string[]): readonly DocumentedCommand[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file));
  return ["README.md", "CONTRIBUTING.md", "SECURITY.md", "AGENTS.md", "policies/README.md", ...inDocs].flatMap((page) =>
    shellOf(readFileSync(join(root, page), "utf8"))
      .flatMap(shellCommands)
      .map((words) => ({ page, words })),
  );
}

/**
 * What a command does, whichever object it does it to: its program and its subcommand, such as `traffic check` or
 * `pulumi config set`. The sandbox's `npm run pulumi -- up` and the user's own `pulumi up` are the same.
 */
export function kindOf(words: readonly string[]): string {
  const [program = "", ...args] = ofScript(words);
  if (HAVE_SUBCOMMANDS.includes(program)) return [program, ...args.slice(0, 1).filter(isNoOption)].join(" ");
  if (!HAVE_OPTIONS_FIRST.includes(program)) return program;
  const verbs = args.filter((word, index) => isNoOption(word) && !/^--(?:namespace|cwd)$/.test(args[index - 1] ?? ""));
  return [program, ...verbs.slice(0, ["config", "stack"].includes(verbs[0] ?? "") ? 2 : 1)].join(" ");
}

const HAVE_SUBCOMMANDS = ["traffic", "security", "bench", "npm", "npx", "kind", "aws"];
const HAVE_OPTIONS_FIRST = ["pulumi", "kubectl", "istioctl"];

const isNoOption = (word: string) => !word.startsWith("-");

/** `npm run traffic -- check` as `traffic check`; what is no script of this project stays as it is. */
export function ofScript(words: readonly string[]): readonly string[] {
  const [npm, ...rest] = words.filter((word) => word !== "--silent");
  if (npm !== "npm") return words;
  const [script = "", ...args] = rest[0] === "run" ? rest.slice(1) : rest;
  if (["ci", "test"].includes(script)) return words;
  return [script, ...(args[0] === "--" ? args.slice(1) : args)];
}
