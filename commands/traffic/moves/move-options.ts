import { type Command } from "commander";
import { numberBetween } from "../../terminal/arguments";

/** Adds what all commands that move traffic take. */
export function addMoveOptions(command: Command): Command {
  return command
    .option("--stack <name>", "the stack to update; the sandbox's, where one runs")
    .option("--with-other-changes", "make the update even where it changes more than what this command moves")
    .option("--timeout <seconds>", "how long to wait for the last proxy", numberBetween(0, 3600), 30)
    .option("--json", "print what each update did as JSON, one on a line")
    .addHelpText(
      "after",
      "\nThe stack is previewed first; the config's file changes only once the update is done." +
        "\nExit code: 0 moved and every proxy has it, or it was so already; 1 refused for other changes, or not every proxy has it; " +
        "2 nothing could be moved.",
    );
}
