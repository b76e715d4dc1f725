import { type Command } from "commander";
import { numberBetween } from "../../terminal/arguments";
import { EXIT } from "../../terminal/command";
import { helpEnd } from "../../terminal/help-end";

/** Adds what all commands that move traffic take, and the end of their help with these examples. */
export function addMoveOptions(command: Command, examples: readonly string[]): Command {
  return command
    .option("--stack <name>", "the stack to update (default: the sandbox's, where one runs)")
    .option("--with-other-changes", "make the update even where it changes more than what this command moves")
    .option("--timeout <seconds>", "how long to wait for the last proxy", numberBetween(0, 3600), 30)
    .option("--json", "print what each update did as JSON, one on a line")
    .addHelpText(
      "after",
      helpEnd({
        examples,
        exitCodes: {
          [EXIT.ok]: "moved, and every proxy has it; or it was so already",
          [EXIT.differs]: "refused for other changes, or not every proxy has it",
          [EXIT.unusable]: "nothing could be moved",
        },
        notes: ["The stack is previewed first. The config's file changes only once the update is done."],
      }),
    );
}
