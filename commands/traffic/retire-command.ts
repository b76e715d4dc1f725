import { type Command } from "commander";
import { knownWords } from "../../config/problem/nearest";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { defaultStack } from "../stack/outputs";
import { pulumiCommandOf } from "../stack/pulumi-of";
import { EXIT } from "../terminal/command";
import { UserError } from "../terminal/user-error";
import { type MoveContext, placedOf, readMoveContext } from "./moves/move";
import { requireNoOwner } from "./moves/require-no-owner";
import { addMoveOptions } from "./moves/move-options";
import { isServed, trafficLeaves, versionLeaves, versionsThereAre } from "./moves/retirement";
import { arrivalNow, makeMove, type MoveFlags, tell, tellNothingToDo } from "./moves/run-move";
import { renderArrival } from "./arrival/render-arrival";
import { messageBy, moveMessage, whoMoves } from "./moves/who";

interface RetireFlags extends MoveFlags {
  readonly to?: string;
}

/** Adds `traffic retire`. */
export function addRetireCommand(program: Command): void {
  addMoveOptions(
    program
      .command("retire")
      .description(
        "Takes a version out of service in two updates: its traffic goes to the others; once every proxy has that, the version goes.",
      )
      .argument("<service>", "the service, such as reviews")
      .argument("<version>", "the version that goes")
      .option(
        "--to <version>",
        "the version that gets its traffic (default: all others, in proportion to their weights)",
      ),
    ["npm run traffic -- retire reviews v1", "npm run traffic -- retire reviews v1 --to v3"],
  ).action(retire);
}

async function retire(service: string, version: string, flags: RetireFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  let context = await readMoveContext(stack);
  const placed = placedOf(context, service);
  const { plan } = placed;
  if (isGone(context, plan, version)) {
    tellNothingToDo(`${version} of ${service} is retired already: nothing to do.`, context, flags);
    return;
  }
  requireRetirable(plan, version, flags.to);
  // What keeps the second update from being made keeps the first one, too.
  await requireNoOwner(context.access, versionLeaves(context.raw, placed, version).own);

  if (isServed(plan, version) || isServedNow(context, service, version)) {
    const part = trafficLeaves(context.raw, placed, version, flags.to);
    const moved = await makeMove(context, { ...part, message: moveMessage("retire", part.splits, whoMoves()) }, flags);
    if (moved.kind === "refused" || !moved.arrival.ok) {
      if (moved.kind !== "refused") tell(`${version} stays until every proxy has it: run this again then.`, flags);
      return;
    }
    context = await readMoveContext(stack);
  } else {
    const arrival = await arrivalNow(context, [service], flags);
    if (!arrival.ok) {
      tell(`${version} has weight 0, but stays until every proxy has that.\n${renderArrival(arrival)}`, flags);
      process.exitCode = EXIT.differs;
      return;
    }
  }

  const part = versionLeaves(context.raw, placedOf(context, service), version);
  tell(`${version} gets no more requests: removing it.`, flags);
  await makeMove(
    context,
    { ...part, message: messageBy(`traffic retire: ${service} ${version} leaves`, whoMoves()) },
    flags,
  );
}

/** Whether neither the config nor the last update has a version. */
function isGone({ stack, outputs, file }: MoveContext, plan: TrafficPlan, version: string): boolean {
  const { service } = plan;
  if (plan.versions.includes(version) || !versionsThereAre(plan).includes(version)) return false;
  const last = outputs.traffic.find((one) => one.service === service);
  if (!last?.versions.includes(version)) return true;
  const leftOut = `${file.name} leaves ${version} of ${service} out already, and the last update had it`;
  const up = `${pulumiCommandOf(stack)} up --stack ${stack}`;
  if (!isServed(last, version)) throw new UserError(`${leftOut}, without any traffic. To take it out:  ${up}`);
  throw new UserError(
    `${leftOut} with traffic: in one update its pods would go before every proxy has heard of it.\n` +
      `Put it back into the config (bookinfo.versions, and its weights), then:  npm run traffic -- retire ${service} ${version}`,
  );
}

function isServedNow({ outputs }: MoveContext, service: string, version: string): boolean {
  const last = outputs.traffic.find((one) => one.service === service);
  return last !== undefined && isServed(last, version);
}

function requireRetirable(plan: TrafficPlan, version: string, to: string | undefined): void {
  const { service, versions } = plan;
  if (!versions.includes(version)) {
    throw new UserError(`${service} has no version ${JSON.stringify(version)}; ${knownWords(version, versions)}`);
  }
  const others = versions.filter((one) => one !== version);
  if (others.length === 0)
    throw new UserError(`${version} is the only version of ${service}: expected one that is left.`);
  if (to !== undefined && !others.includes(to)) {
    throw new UserError(
      to === version
        ? `--to ${to} is the version that goes: expected one of ${others.join(", ")}.`
        : `--to: ${service} has no version ${JSON.stringify(to)}; ${knownWords(to, others)}`,
    );
  }
}
