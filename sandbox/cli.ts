import { UserError } from "../commands/terminal/user-error";
import { becomeTool, isTool } from "./commands/pass-through";

/** Where root's programs are: `su` gives a root that does not find them. */
const ADMIN_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

async function main([name, ...args]: readonly string[]): Promise<void> {
  process.env["PATH"] = [process.env["PATH"], ...ADMIN_FOLDERS].join(":");
  // These must get their arguments untouched, --help among them.
  if (isTool(name)) return becomeTool(name, args);
  // Loaded only when it is needed: what the programs above take to start is added to every use of them.
  const { program } = await import("./commands/program.js");
  await program.parseAsync();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode ||= 1;
});
