import { type Command } from "commander";
import { defaultStack } from "../stack/outputs";
import { EXIT, progress } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { watchArrival } from "./arrival/arrival";
import { describeProgress } from "./arrival/render-arrival";
import { readMoveContext } from "./moves/move";
import { diffTraffic, type DiffRequest, type DiffSurroundings, requireOneAim } from "./objects/diff-traffic";

interface DiffFlags extends DiffRequest {
  readonly stack?: string;
}

/** How long the proxies may take to have what `--revert` puts back, in seconds. */
const ARRIVAL_SECONDS = 30;

const terminal: DiffSurroundings = {
  print: (text) => {
    progress.clear();
    console.log(text);
  },
  onProgress: (text) => progress.show(text),
  watchArrival: (access, plans) =>
    watchArrival(access, plans, {
      timeoutSeconds: ARRIVAL_SECONDS,
      onProgress: (all) => progress.show(describeProgress(all)),
    }),
};

export function addDiffCommand(program: Command): void {
  program
    .command("diff")
    .description("Compares what a stack's config says of traffic with what runs in its cluster, or with another stack.")
    .argument("[service]", "the service to compare (default: all that the stack configures)")
    .option("--stack <name>", "the stack (default: the sandbox's, where one runs)")
    .option("--with <stack>", "compare with the last update of another stack, instead of the cluster")
    .option("--adopt", "write what the cluster does into the stack's config; changes nothing in the cluster")
    .option("--revert", "update the stack, so that the cluster does what the config says again")
    .option("--with-other-changes", "with --revert: update the stack even where that changes more than these services")
    .option("--json", "print the differences, and what was done, as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: [
          "npm run traffic -- diff",
          "npm run traffic -- diff reviews --revert",
          "npm run traffic -- diff --stack dev --with prod",
        ],
        exitCodes: {
          [EXIT.ok]: "nothing differs, or nothing does any more",
          [EXIT.differs]: "something differs, or what was asked for was refused",
          [EXIT.unusable]: "they could not be compared",
        },
      }),
    )
    .action(async (service: string | undefined, flags: DiffFlags) => {
      requireOneAim(flags);
      const context = await readMoveContext(flags.stack ?? defaultStack());
      process.exitCode = await diffTraffic(context, service, flags, terminal);
    });
}
