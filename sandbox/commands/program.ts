import { Command } from "commander";
import { requireRoot } from "../../commands/stack/sandbox/root";
import { tools } from "./pass-through";
import { start } from "./start";
import { exitCodes, formatStatus, readStatus } from "./status";
import { stop } from "./stop";

/** The sandbox's own commands, without those that are other programs with its settings. */
export const program = new Command("npm run")
  .description("A whole Kubernetes, Istio and Pulumi on this machine.")
  .helpCommand(false)
  .addHelpText(
    "after",
    `\nPrograms with the sandbox's settings; what follows -- is theirs:\n${Object.entries(tools)
      .map(([name, purpose]) => `  ${`${name} -- ARGS`.padEnd(18)} ${purpose}`)
      .join("\n")}`,
  );

program
  .command("start")
  .description(
    "Sets up what is missing, starts the cluster, runs pulumi up and checks the traffic. Run again, it takes up where it stopped.",
  )
  .action(start);

program
  .command("stop")
  .description("Removes all of it: stack, processes, mounts, networks, state. What was built stays in the cache.")
  .option("--keep", "keep the cluster's data and the stack's state: the next start takes them up")
  .action(stop);

program
  .command("status")
  .description("Says what runs, since when, what it uses and where the logs are.")
  .option("--json", "print it as JSON")
  .addHelpText("after", "\nExit code: 0 everything runs, 1 only some of it, 3 nothing.")
  .action(async ({ json }: { json?: true }) => {
    requireRoot("npm run status");
    const status = await readStatus();
    console.log(
      json ? JSON.stringify({ formatVersion: 1, ...status }, undefined, 2) : formatStatus(status, new Date()),
    );
    process.exitCode = exitCodes[status.state];
  });
