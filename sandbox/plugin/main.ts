import { flushCompileCache } from "node:module";
import { engineLog, SILENT_LOG } from "./engine-log";
import { serve } from "./server";

// The engine's address is the only argument, and the port on standard output is the answer that it waits for.
async function main(): Promise<void> {
  const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  const { port } = await serve(engineAddress ? engineLog(engineAddress) : SILENT_LOG);
  process.stdout.write(`${port}\n`);
  endWithParent();
  // The engine ends its plugins without a chance to do this at the end. Where nothing is new it takes no time.
  flushCompileCache();
}

/** How often to look whether the engine still lives, in milliseconds. */
const LOOK = 1_000;

/** An engine that was killed cannot say goodbye; its plugin must not stay behind. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, LOOK).unref();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
