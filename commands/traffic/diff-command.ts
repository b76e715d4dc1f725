import { type Command } from "commander";
import { knownWords } from "../../config/problem/nearest";
import { pulumiCommandOf } from "../stack/pulumi-of";
import { defaultStack, readStack } from "../stack/outputs";
import { EXIT, progress } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { UserError } from "../terminal/user-error";
import { renderArrival } from "./arrival/render-arrival";
import { type MoveContext, readMoveContext } from "./moves/move";
import { pendingChanges } from "./moves/other-changes";
import { renderRefusal } from "./moves/render-move";
import { adoptSplits } from "./objects/adopt-split";
import { diffService, type ServiceDiff } from "./objects/diff";
import { diffPlans } from "./objects/diff-plans";
import { type LiveRouting, readRouting } from "./objects/live-objects";
import { renderDiff, type Sides } from "./objects/render-diff";
import { renderLost } from "./objects/render-adoption";
import { revert } from "./objects/revert";
import { type SaidTraffic, saidTraffic } from "./objects/said-traffic";

interface DiffFlags {
  readonly stack?: string;
  readonly with?: string;
  readonly adopt?: true;
  readonly revert?: true;
  readonly withOtherChanges?: true;
  readonly json?: true;
}

export function addDiffCommand(program: Command): void {
  program
    .command("diff")
    .description("Compares what a stack's config says of traffic with what runs in its cluster, or with another stack.")
    .argument("[service]", "one service; all that the stack configures where none is named")
    .option("--stack <name>", "the stack; the sandbox's, where one runs")
    .option("--with <stack>", "another stack to compare with, as its last update left it, in the place of the cluster")
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
    .action(diffTraffic);
}

async function diffTraffic(service: string | undefined, flags: DiffFlags): Promise<void> {
  requireOneAim(flags);
  const stack = flags.stack ?? defaultStack();
  const context = await readMoveContext(stack);
  const said = chosen(saidTraffic(context.config), service, stack);
  if (flags.with !== undefined) return compareStacks(context, said, flags.with, flags);

  const live = await readRouting(context.access, said[0]?.placed.namespace ?? "default");
  const diffs = said.map((one) => diffService(one, live));
  const differing = said.filter((_, index) => (diffs[index]?.objects.length ?? 0) > 0);
  report(context, diffs, { wanted: "config", found: "the cluster" }, flags);
  if (differing.length === 0) return;
  if (flags.adopt) await adoptThem(context, differing, live, flags);
  if (flags.revert) await revertThem(context, differing, flags);
}

function requireOneAim({ with: other, adopt, revert: back }: DiffFlags): void {
  const aims = [other !== undefined && "--with", adopt && "--adopt", back && "--revert"].filter((aim) => aim);
  if (aims.length < 2) return;
  throw new UserError(`${aims.join(" and ")} do not go together: expected one of them.`);
}

async function compareStacks(
  context: MoveContext,
  said: readonly SaidTraffic[],
  other: string,
  flags: DiffFlags,
): Promise<void> {
  const { traffic } = await readStack(other);
  const diffs = said.map(({ placed: { plan, host } }) =>
    diffPlans(
      plan,
      traffic.find((one) => one.service === plan.service),
      host,
    ),
  );
  report(context, diffs, { wanted: `stack ${context.stack}`, found: `stack ${other}` }, flags);
}

/** Prints the differences and sets the exit code by whether there are any. */
function report(context: MoveContext, diffs: readonly ServiceDiff[], sides: Sides, flags: DiffFlags): void {
  const { stack, config, outputs } = context;
  const ok = diffs.every(({ objects }) => objects.length === 0);
  const pending = pendingChanges(outputs.traffic, config.traffic, []);
  process.exitCode = ok ? EXIT.ok : EXIT.differs;
  if (!flags.json) {
    console.log(renderDiff(diffs, sides, new Date()));
    for (const one of pending) console.log(`${one} (in ${context.file.name}, not in the last update)`);
    if (!ok && !flags.adopt && !flags.revert && flags.with === undefined) console.log(nextSteps(stack));
    return;
  }
  if (flags.adopt || flags.revert) return;
  console.log(JSON.stringify({ formatVersion: 1, stack, ...sides, ok, pending, services: diffs }, undefined, 2));
}

function nextSteps(stack: string): string {
  return (
    `Put back what the config says with:            npm run traffic -- diff --revert --stack ${stack}\n` +
    `Write what the cluster does into config with:  npm run traffic -- diff --adopt --stack ${stack}`
  );
}

async function adoptThem(
  context: MoveContext,
  said: readonly SaidTraffic[],
  live: LiveRouting,
  { json }: DiffFlags,
): Promise<void> {
  const { stack, file } = context;
  const adopted = await adoptSplits(context, said, live);
  process.exitCode = adopted.kind === "adopted" ? EXIT.ok : EXIT.differs;
  if (json) return console.log(JSON.stringify({ formatVersion: 1, stack, ...adopted }, undefined, 2));
  if (adopted.kind === "refused") {
    return console.log(
      `Nothing was written into ${file.name}: config can't say what the cluster does.\n${renderLost(adopted.lost)}`,
    );
  }
  const effect = adopted.isLiteral
    ? "which writes the same again, as Pulumi: no route changes"
    : "which writes the objects in the stack's own words, with the same effect";
  console.log(
    `${adopted.patch.trimEnd()}\nHave the stack take note of it with:  ${pulumiCommandOf(stack)} up --refresh --stack ${stack}\n(${effect})`,
  );
}

async function revertThem(context: MoveContext, said: readonly SaidTraffic[], flags: DiffFlags): Promise<void> {
  const { stack, file, access } = context;
  const withOtherChanges = flags.withOtherChanges ?? false;
  const reverted = await revert(context, said, { withOtherChanges, onProgress: (text) => progress.show(text) });
  progress.clear();
  if (reverted.kind === "refused") {
    process.exitCode = EXIT.differs;
    const text = renderRefusal(reverted.others, file.name, pulumiCommandOf(stack));
    return console.log(flags.json ? JSON.stringify({ formatVersion: 1, stack, ...reverted }, undefined, 2) : text);
  }
  const live = await readRouting(access, said[0]?.placed.namespace ?? "default");
  const left = said.map((one) => diffService(one, live)).filter(({ objects }) => objects.length > 0);
  process.exitCode = left.length === 0 && reverted.arrival.ok ? EXIT.ok : EXIT.differs;
  if (flags.json) {
    return console.log(JSON.stringify({ formatVersion: 1, stack, ...reverted, left }, undefined, 2));
  }
  const sides = { wanted: "config", found: "the cluster" };
  console.log(`Put back. ${renderArrival(reverted.arrival)}`);
  if (left.length > 0)
    console.log(`What no update of the stack changes is left:\n${renderDiff(left, sides, new Date())}`);
}

function chosen(said: readonly SaidTraffic[], service: string | undefined, stack: string): readonly SaidTraffic[] {
  if (said.length === 0) {
    throw new UserError(`The config of the stack ${stack} has the traffic of no service: there is nothing to compare.`);
  }
  if (service === undefined) return said;
  const found = said.filter(({ placed }) => placed.plan.service === service);
  if (found.length > 0) return found;
  const names = said.map(({ placed }) => placed.plan.service);
  throw new UserError(
    `The config of the stack ${stack} has no traffic of ${JSON.stringify(service)}; ${knownWords(service, names)}`,
  );
}
