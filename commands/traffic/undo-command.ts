import { type Command } from "commander";
import { knownWords } from "../../config/problem/nearest";
import { movedVersions, namedRoutes, type SplitChange } from "../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { defaultStack } from "../stack/outputs";
import { history } from "../stack/update";
import { UserError } from "../terminal/user-error";
import { hidesTraffic, historyMoves } from "./moves/history-moves";
import { placedOf, readMoveContext } from "./moves/move";
import { addMoveOptions } from "./moves/move-options";
import { ownRoutes } from "./moves/own-objects";
import { type MoveFlags, makeMove } from "./moves/run-move";
import { splitEdits } from "./moves/weight-place";
import { moveMessage, whoMoves } from "./moves/who";

/** Adds `traffic undo`. */
export function addUndoCommand(program: Command): void {
  addMoveOptions(
    program
      .command("undo")
      .description(
        "Puts back the splits that the stack's last move changed, by its history. A second undo takes back the first.",
      ),
    ["npm run traffic -- undo", "npm run traffic -- undo --stack dev --timeout 120"],
  ).action(undo);
}

async function undo(flags: MoveFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const [context, updates] = await Promise.all([readMoveContext(stack), history(stack)]);
  const last = historyMoves(updates).findLast(({ update, splits }) => update.succeeded && splits.length > 0);
  if (!last) {
    throw new UserError(
      hidesTraffic(updates)
        ? `The history of the stack ${stack} does not tell its splits: something in the config's traffic is encrypted.`
        : `No update in the history of the stack ${stack} changed a split: there is nothing to undo.`,
    );
  }
  const { config, outputs, raw } = context;
  const givenBack = last.splits.map((split) => ({ split, ...requireThere(split, config.traffic, last.update.number) }));
  if (!flags.json) console.log(`Undoing update ${last.update.number} (${last.update.message}):`);
  const splits = givenBack.map(({ split: { service, rule, from }, runs }) => ({
    service,
    rule,
    from: runs(outputs.traffic) ?? {},
    to: from,
    named: movedVersions(from, last.splits.find((one) => one.service === service && one.rule === rule)?.to ?? {}),
  }));
  const services = [...new Set(splits.map(({ service }) => service))];
  await makeMove(
    context,
    {
      message: moveMessage(`undo of update ${last.update.number}`, splits, whoMoves()),
      edits: givenBack.flatMap(({ split: { service, rule, from }, weights }) =>
        splitEdits(raw, service, rule, weights, from),
      ),
      splits,
      services,
      own: services.flatMap((service) => {
        const rules = splits.filter((one) => one.service === service).map(({ rule }) => rule);
        return ownRoutes(placedOf(context, service), rules);
      }),
    },
    flags,
  );
}

/** The route of today that a split is given back to. */
function requireThere({ service, rule, from }: SplitChange, plans: readonly TrafficPlan[], update: number) {
  const cannot = `The split of ${service}, ${rule}, before update ${update} can't be put back: `;
  const plan = plans.find((one) => one.service === service);
  if (!plan) throw new UserError(`${cannot}the config splits no traffic of ${service} any more.`);
  const named = (of: readonly TrafficPlan[]) => {
    const one = of.find((other) => other.service === service);
    return one && namedRoutes(one).find(({ name }) => name === rule)?.weights;
  };
  const weights = named(plans);
  if (!weights) {
    const names = namedRoutes(plan).map(({ name }) => name);
    throw new UserError(`${cannot}the config has no rule ${rule} any more; ${knownWords(rule, names)}`);
  }
  const gone = Object.keys(from).filter((version) => (from[version] ?? 0) > 0 && !plan.versions.includes(version));
  if (gone.length > 0) {
    throw new UserError(
      `${cannot}version ${gone.join(", ")} had ${gone.map((version) => `${from[version]} %`).join(", ")} and is not declared ` +
        `any more; declared: ${plan.versions.join(", ")}`,
    );
  }
  return { weights, runs: named };
}
