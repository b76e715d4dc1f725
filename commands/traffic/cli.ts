import { type Command } from "commander";
import { npmCommand, runCommand } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";

/** Each is loaded only where it is called: a client of Kubernetes' API, which most need, takes seconds to load. */
const COMMANDS: ReadonlyMap<string, (program: Command) => Promise<void>> = new Map([
  ["check", async (program) => (await import("./check-command.js")).addCheckCommand(program)],
  ["explain", async (program) => (await import("./explain-command.js")).addExplainCommand(program)],
  ["evidence", async (program) => (await import("./evidence/evidence-command.js")).addEvidenceCommand(program)],
  ["watch", async (program) => (await import("./watch-command.js")).addWatchCommand(program)],
  ["wait", async (program) => (await import("./wait-command.js")).addWaitCommand(program)],
  ["adopt", async (program) => (await import("./adopt-command.js")).addAdoptCommand(program)],
  ["set", async (program) => (await import("./set-command.js")).addSetCommand(program)],
  ["undo", async (program) => (await import("./undo-command.js")).addUndoCommand(program)],
  ["log", async (program) => (await import("./log-command.js")).addLogCommand(program)],
  ["diff", async (program) => (await import("./diff-command.js")).addDiffCommand(program)],
  ["retire", async (program) => (await import("./retire-command.js")).addRetireCommand(program)],
  ["shift", async (program) => (await import("./shift/shift-command.js")).addShiftCommand(program)],
  ["status", async (program) => (await import("./shift/control-commands.js")).addStatusCommand(program)],
  ["pause", async (program) => (await import("./shift/control-commands.js")).addPauseCommand(program)],
  ["resume", async (program) => (await import("./shift/control-commands.js")).addResumeCommand(program)],
  ["promote", async (program) => (await import("./shift/control-commands.js")).addPromoteCommand(program)],
  ["abort", async (program) => (await import("./shift/control-commands.js")).addAbortCommand(program)],
  ["verify", async (program) => (await import("./shift/verify-command.js")).addVerifyCommand(program)],
]);

export async function loadCommand([name = ""]: readonly string[]): Promise<Command> {
  const program = npmCommand("traffic")
    .description("Compares live traffic with what the stack configures, and moves it.")
    .addHelpText(
      "after",
      helpEnd({ examples: ["npm run traffic -- check", "npm run traffic -- set --help"], exitCodes: {} }),
    );
  const called = COMMANDS.get(name);
  for (const add of called ? [called] : COMMANDS.values()) await add(program);
  return program;
}

if (require.main === module) void loadCommand(process.argv.slice(2)).then(runCommand);
