import { type LoadCommand } from "../commands/terminal/command";
import { EXIT } from "../commands/terminal/exit-codes";
import { UserError } from "../commands/terminal/user-error";
import { becomeTool, isTool } from "./commands/pass-through";

/** Where root's programs are: `su` gives a root that does not find them. */
const ADMIN_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

async function main([name = "", ...args]: readonly string[]): Promise<void> {
  process.env["PATH"] = [process.env["PATH"], ...ADMIN_FOLDERS].join(":");
  // These must get their arguments untouched, --help among them.
  if (isTool(name)) return becomeTool(name, args);
  // Loaded only when it is needed: what the programs above take to start is added to every use of them.
  const command = await loadCommand([name]);
  if (!command)
    throw new UserError(`The sandbox has no command "${name}": expected npm start, npm stop or npm run status`);
  await command.parseAsync(args, { from: "user" });
}

export const loadCommand: LoadCommand = async ([name = ""]) => {
  const { COMMANDS } = await import("./commands/program.js");
  return COMMANDS[name]?.();
};

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode ||= EXIT.unusable;
  });
}
