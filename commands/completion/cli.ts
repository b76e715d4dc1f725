import { realpathSync } from "node:fs";
import { Argument } from "commander";
import { repoDir } from "../stack/sandbox/paths";
import { EXIT, type LoadCommand, npmCommand, runCommand } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { completionScript, type Shell, SHELLS } from "./shells";

const program = npmCommand("completion")
  .description("Prints a script that has a shell complete the commands of this clone behind npm.")
  .addArgument(new Argument("<shell>", "the shell that reads it").choices(SHELLS))
  .addHelpText(
    "after",
    helpEnd({
      notes: ["The shell asks this clone at each press of the key, so that a script stays true when commands change."],
      examples: SHELLS.map((shell) => `npm run --silent completion -- ${shell}`),
      exitCodes: { [EXIT.ok]: "the script is printed", [EXIT.unusable]: "there is none for such a shell" },
    }),
  )
  .action((shell: Shell) => console.log(completionScript(shell, realpathSync(repoDir)).trimEnd()));

export const loadCommand: LoadCommand = () => Promise.resolve(program);

if (require.main === module) void runCommand(program);
