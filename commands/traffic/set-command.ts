import { type Command } from "commander";
import { movedVersions, namedRoutes } from "../../mesh/traffic/named-route";
import { type Split } from "../../mesh/traffic/split";
import { defaultStack } from "../stack/outputs";
import { addMoveOptions } from "./moves/move-options";
import { placedOf, readMoveContext } from "./moves/move";
import { ownRoutes } from "./moves/own-objects";
import { type MoveFlags, makeMove, tellNothingToDo } from "./moves/run-move";
import { granted, parseWeights } from "./moves/split-request";
import { splitEdits } from "./moves/weight-place";
import { moveMessage, whoMoves } from "./moves/who";

interface SetFlags extends MoveFlags {
  readonly rule?: string;
}

/** Adds `traffic set`. */
export function addSetCommand(program: Command): void {
  addMoveOptions(
    program
      .command("set")
      .description(
        "Moves a service's traffic: sets the split of one rule in the stack's config, updates the stack and waits for the proxies.",
      )
      .argument("<service>", "the service, such as reviews")
      .argument("<weights...>", "VERSION=PERCENT for each version that changes; the others keep their weight")
      .option("--rule <name>", "the rule to set; `default` is the default route"),
    [
      "npm run traffic -- set reviews --rule roundrobin-user v1=50 v3=20",
      "npm run traffic -- set reviews --rule default v3=100",
    ],
  ).action(set);
}

async function set(service: string, words: readonly string[], flags: SetFlags): Promise<void> {
  const weights = parseWeights(words);
  const context = await readMoveContext(flags.stack ?? defaultStack());
  const placed = placedOf(context, service);
  const { route, split } = granted({ rule: flags.rule, weights }, placed.plan);
  const last = context.outputs.traffic.find((one) => one.service === service);
  const from = (last && namedRoutes(last).find(({ name }) => name === route.name)?.weights) ?? {};
  if (isSame(from, split) && isSame(route.weights, split)) {
    tellNothingToDo(`The split of ${service}, ${route.name}, is already as asked: nothing to do.`, context, flags);
    return;
  }
  const splits = [{ service, rule: route.name, from, to: split, named: Object.keys(weights) }];
  await makeMove(
    context,
    {
      message: moveMessage("set", splits, whoMoves()),
      edits: splitEdits(context.raw, service, route.name, route.weights, split),
      splits,
      services: [service],
      own: ownRoutes(placed, [route.name]),
    },
    flags,
  );
}

function isSame(one: Split, other: Split): boolean {
  return movedVersions(one, other).length === 0;
}
