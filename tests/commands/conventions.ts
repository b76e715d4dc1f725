import { type Command } from "commander";
import stringWidth from "string-width";
import { shellCommands } from "../../commands/terminal/shell-words";
import { type CommandScript, typed } from "./all-commands";
import { commandRefusal } from "./parse-without-running";

/** What holds for all commands. */
export interface Convention {
  /** As docs/commands.md says it. */
  readonly says: string;
  /** Whether some text of a file of commands/ or sandbox/ is against it, but for those that it is for. */
  readonly inSource?: { readonly not: RegExp; readonly but: readonly string[] };
  /** What of a command is against it. */
  readonly problems?: (command: Command, scripts: readonly CommandScript[]) => readonly string[] | Promise<string[]>;
}

/** Commands that have no --json, each with the reason. */
const WITHOUT_JSON: Readonly<Record<string, string>> = {
  "npm start --": "what it does is to be watched; `npm run status -- --json` tells what came of it",
  "npm stop --": "nothing is left to tell of",
  "npm run completion --": "it prints a script",
};

/** Commands that have no --stack, each with the reason. */
const WITHOUT_STACK: Readonly<Record<string, string>> = {
  "npm start --": "the sandbox has one stack",
  "npm stop --": "the sandbox has one stack",
  "npm run status --": "it is about the machine",
  "npm run versions --": "it is about the program's defaults",
  "npm run completion --": "it is about the commands",
  "npm run bench --": "benchmarks change what they measure: they run in the sandbox alone",
};

const isCalled = ({ commands }: Command) => commands.length === 0;
const hasOption = ({ options }: Command, long: string) => options.some((option) => option.long === long);
const reasonIn = (reasons: Readonly<Record<string, string>>, command: Command) =>
  Object.keys(reasons).some((name) => typed(command).startsWith(name));

export const CONVENTIONS: readonly Convention[] = [
  {
    says: "`--help` tells how to type it, what it does, each option, examples, and each exit code with its meaning.",
    problems(command) {
      const help = helpOf(command, 80);
      const parts = [`Usage: ${typed(command)}`, command.description(), "Options:", "Examples:"];
      const unfolded = help.replaceAll(/\s+/g, " ");
      const missing = parts.filter((part) => part === "" || !unfolded.includes(part.replaceAll(/\s+/g, " ")));
      const codes = codesOf(help);
      if (isCalled(command) && !["0", "2"].every((code) => codes.includes(code) || isNeverUnusable(command, code)))
        missing.push("exit codes 0 and 2");
      const undescribed = command.options.filter(({ description }) => description === "").map(({ flags }) => flags);
      return [...missing, ...undescribed].map((part) => `its help lacks ${part}`);
    },
  },
  {
    says: "Examples run as they stand: each is a command of the project with options that it takes.",
    async problems(command, scripts) {
      const examples = examplesOf(command);
      const refused = await Promise.all(
        examples.map(async (line) => [line, await commandRefusal(shellCommands(line)[0] ?? [], scripts)] as const),
      );
      return refused.flatMap(([line, refusal]) => (refusal === undefined ? [] : [`${line}: ${refusal}`]));
    },
  },
  {
    says: "Exit code 0: all is as it should be. 1: something is not. 2: it could not do its work, or was called wrongly. 3: it stopped halfway (`status`: nothing runs).",
    problems(command) {
      const unknown = codesOf(helpOf(command, 80)).filter((code) => !["0", "1", "2", "3", "130"].includes(code));
      return unknown.map((code) => `${code} has no meaning here`);
    },
  },
  {
    says: "`--json` prints the result as JSON, and nothing else, on standard output; [its shape](schemas/README.md) is kept.",
    problems: (command) =>
      !isCalled(command) || hasOption(command, "--json") || reasonIn(WITHOUT_JSON, command) ? [] : ["has no --json"],
  },
  {
    says: "`--stack NAME` names the stack, and is the sandbox's where one runs on this machine.",
    problems: (command) =>
      !isCalled(command) || hasOption(command, "--stack") || reasonIn(WITHOUT_STACK, command) ? [] : ["has no --stack"],
  },
  {
    says: "Names of options and of commands are small letters with hyphens; an option of one letter has a long name, too.",
    problems: (command) =>
      [
        command.name().split(" ").at(-1) === "--" ? "command" : command.name(),
        ...command.options.map(({ long }) => long ?? ""),
      ]
        .filter((name) => !/^(?:--)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
        .map((name) => `the name "${name}"`),
  },
  {
    says: "What a command does is told in whole sentences, what an option does in a few words without a full stop.",
    problems: (command) => [
      ...(/^[A-Z].*\.$/s.test(command.description()) ? [] : [`the description "${command.description()}"`]),
      ...command.options
        .filter(({ description }) => /^[A-Z](?![A-Z])|\.$/.test(description))
        .map(({ flags, description }) => `${flags}: "${description}"`),
    ],
  },
  {
    says: "Colour is for terminals alone, and there not with `NO_COLOR`; nothing is told by colour or by a symbol alone.",
    // The second one draws and moves the cursor, in a terminal alone.
    inSource: {
      not: /styleText|\\x1b|\\u001b|ansi-escapes|console\.\w+\("%c/,
      but: ["commands/traffic/watch/terminal/paint.ts", "commands/traffic/watch/terminal/terminal-output.ts"],
    },
  },
  {
    says: "Progress and remarks are on standard error; standard output has the result alone, to be piped.",
    // Where there is nothing to complete, not even a line is printed; `watch` draws in a terminal, and ends with it;
    // `npm start` says less often how far it is where there is none.
    inSource: {
      not: /process\.stdout(?!\.columns)|new ProgressLine\((?!process\.stderr)/,
      but: [
        "commands/completion/answer.ts",
        "commands/traffic/watch-command.ts",
        "commands/traffic/watch/run-watch.ts",
        "sandbox/toolchain/report.ts",
      ],
    },
  },
  {
    says: "A table that is wider than the terminal is wrapped, or told row by row.",
    inSource: { not: /[tT]able\.toString\(\)|output\.toString\(\)/, but: ["commands/terminal/table.ts"] },
  },
  {
    says: "Text fits a terminal of 80 to 200 columns, whatever its width; only what is to be copied stays on one line.",
    problems: (command) =>
      [80, 120, 200].flatMap((columns) =>
        helpOf(command, columns)
          .split("\n")
          .filter((line) => stringWidth(line) > columns)
          .map((line) => `at ${columns} columns: ${line}`),
      ),
  },
];

/** There is nothing outside it that `npm run versions` could fail at. */
function isNeverUnusable(command: Command, code: string): boolean {
  return code === "2" && typed(command) === "npm run versions --";
}

/** The whole help of a command, as a terminal of so many columns shows it. */
function helpOf(command: Command, columns: number): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => columns });
  command.outputHelp();
  return help;
}

function sectionOf(help: string, title: string): readonly string[] {
  const [, section = ""] = new RegExp(`^${title}:\\n((?: +.*\\n?)*)`, "m").exec(help) ?? [];
  return section.split("\n").filter((line) => line.trim() !== "");
}

function examplesOf(command: Command): readonly string[] {
  return sectionOf(helpOf(command, 200), "Examples").map((line) => line.trim());
}

function codesOf(help: string): readonly string[] {
  return sectionOf(help, "Exit codes").flatMap((line) => /^ {2}(\d+) /.exec(line)?.[1] ?? []);
}
