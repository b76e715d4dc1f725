import { npmCommand, runCommand } from "../terminal/command";

const program = npmCommand("traffic").description(
  "Holds live traffic against what the stack configures, and moves it.",
);

/** Each is loaded only where it is called: a client of Kubernetes' API, which most need, takes seconds to load. */
const COMMANDS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ["check", async () => (await import("./check-command.js")).addCheckCommand(program)],
  ["explain", async () => (await import("./explain-command.js")).addExplainCommand(program)],
  ["evidence", async () => (await import("./evidence/evidence-command.js")).addEvidenceCommand(program)],
  ["watch", async () => (await import("./watch-command.js")).addWatchCommand(program)],
  ["wait", async () => (await import("./wait-command.js")).addWaitCommand(program)],
  ["adopt", async () => (await import("./adopt-command.js")).addAdoptCommand(program)],
  ["set", async () => (await import("./set-command.js")).addSetCommand(program)],
  ["undo", async () => (await import("./undo-command.js")).addUndoCommand(program)],
  ["log", async () => (await import("./log-command.js")).addLogCommand(program)],
  ["diff", async () => (await import("./diff-command.js")).addDiffCommand(program)],
  ["retire", async () => (await import("./retire-command.js")).addRetireCommand(program)],
  ["shift", async () => (await import("./shift/shift-command.js")).addShiftCommand(program)],
  ["status", async () => (await import("./shift/control-commands.js")).addStatusCommand(program)],
  ["pause", async () => (await import("./shift/control-commands.js")).addPauseCommand(program)],
  ["resume", async () => (await import("./shift/control-commands.js")).addResumeCommand(program)],
  ["promote", async () => (await import("./shift/control-commands.js")).addPromoteCommand(program)],
  ["abort", async () => (await import("./shift/control-commands.js")).addAbortCommand(program)],
  ["verify", async () => (await import("./shift/verify-command.js")).addVerifyCommand(program)],
]);

async function main([name = ""]: readonly string[]): Promise<void> {
  const called = COMMANDS.get(name);
  for (const add of called ? [called] : COMMANDS.values()) await add();
  await runCommand(program);
}

void main(process.argv.slice(2));
