import { type Command } from "commander";
import { requireRoot } from "../../commands/stack/sandbox/root";
import { EXIT, npmCommand } from "../../commands/terminal/command";
import { helpEnd } from "../../commands/terminal/help-end";
import { start } from "./start";
import { exitCodes, formatStatus, readStatus } from "./status";
import { stop } from "./stop";

/** The sandbox's own commands by npm's script, without those that are other programs with its settings. */
export const COMMANDS: Readonly<Record<string, () => Command>> = {
  start: () =>
    npmCommand("start")
      .description(
        "Sets up what is missing, starts the cluster, runs pulumi up and checks the traffic. Run again, it takes up where it stopped.",
      )
      .addHelpText(
        "after",
        helpEnd({
          examples: ["npm start"],
          exitCodes: {
            [EXIT.ok]: "everything runs, and traffic is split as configured",
            [EXIT.unusable]: "a step failed; run it again once the cause is fixed",
            130: "interrupted by Ctrl-C",
          },
          notes: [
            "It needs root on Linux. The first start takes about 20 minutes on two cores, later ones a minute or two.",
          ],
        }),
      )
      .action(start),

  stop: () =>
    npmCommand("stop")
      .description("Removes all of it: stack, processes, mounts, networks, state. What was built stays in the cache.")
      .option("--keep", "keep the cluster's data and the stack's state: the next start takes them up")
      .addHelpText(
        "after",
        helpEnd({
          examples: ["npm stop", "npm stop -- --keep"],
          exitCodes: {
            [EXIT.ok]: "nothing of the sandbox runs",
            [EXIT.unusable]: "a step failed; run it again once the cause is fixed",
            130: "interrupted by Ctrl-C",
          },
        }),
      )
      .action(stop),

  status: () =>
    npmCommand("status")
      .description("Says what runs, since when, what it uses and where the logs are.")
      .option("--json", "print it as JSON")
      .addHelpText(
        "after",
        helpEnd({
          examples: ["npm run status", "npm run status -- --json"],
          exitCodes: {
            [exitCodes.running]: "everything runs",
            [exitCodes.broken]: "only some of it runs",
            [EXIT.unusable]: "it could not be looked at",
            [exitCodes.stopped]: "nothing of it runs",
          },
        }),
      )
      .action(async ({ json }: { json?: true }) => {
        requireRoot("npm run status");
        const status = await readStatus();
        console.log(
          json ? JSON.stringify({ formatVersion: 1, ...status }, undefined, 2) : formatStatus(status, new Date()),
        );
        process.exitCode = exitCodes[status.state];
      }),
};
