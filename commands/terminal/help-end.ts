import { type AddHelpTextContext } from "commander";

/** What a command's help says below its options. */
export interface HelpEnd {
  /** What people type, each as it is typed, and able to run with the stacks of this project. */
  readonly examples: readonly string[];
  /** Each code that the command ends with, and what it means. */
  readonly exitCodes: Readonly<Record<number, string>>;
  /** What else to know before it is run, each a sentence or two. */
  readonly notes?: readonly string[];
}

/** The end of a command's help, as wide as the rest of it: for commander's `addHelpText("after", ...)`. */
export function helpEnd({ examples, exitCodes, notes = [] }: HelpEnd): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const help = command.createHelp();
    const helpWidth = command.configureOutput().getOutHelpWidth?.();
    help.prepareContext(helpWidth === undefined ? {} : { helpWidth });
    const width = Math.max(...Object.keys(exitCodes).map(({ length }) => length));
    const codes = Object.entries(exitCodes).map(([code, meaning]) => help.formatItem(code, width, meaning, help));
    return [
      "",
      ...notes.flatMap((note) => [help.boxWrap(note, help.helpWidth ?? 80), ""]),
      // An example stays on one line, to be copied as a whole.
      ...help.formatItemList(
        "Examples:",
        examples.map((example) => `  ${example}`),
        help,
      ),
      ...help.formatItemList("Exit codes:", codes, help),
    ]
      .join("\n")
      .trimEnd();
  };
}
