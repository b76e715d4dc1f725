import { readFileSync } from "node:fs";
import { type KubeConfig } from "@kubernetes/client-node";
import { createTwoFilesPatch } from "diff";
import { movedVersions, namedRoutes } from "../../../mesh/traffic/named-route";
import { type Split, versionsOf } from "../../../mesh/traffic/split";
import { UserError } from "../../terminal/user-error";
import { type ArrivalReport, awaitArrival, watchArrival } from "../arrival/arrival";
import { renderMissing } from "../arrival/render-arrival";
import { move, type MoveContext, NothingMoved, placedOf, readMoveContext } from "../moves/move";
import { ownRoutes } from "../moves/own-objects";
import { renderRefusal } from "../moves/render-move";
import { messageOf, moveMessage, whoMoves } from "../moves/who";
import { pulumiCommandOf } from "../../stack/pulumi-of";
import { type PlacedPlan } from "../placed-plan";
import { type StepMove } from "./events";
import { type RuleTarget, targetEdits, withTarget } from "./rule-target";
import { sha256 } from "./shift-record";
import { type Left } from "./shift-state";

/** The rule of a stack's service that a shift is about. */
export interface ShiftedRule {
  readonly stack: string;
  readonly service: string;
  readonly rule: string;
}

/** The update that was wanted would have changed something else, too. */
export class OtherChanges extends UserError {}

/** How long the proxies may take before a step is looked at without some of them, in seconds. */
const ARRIVAL_SECONDS = 30;

/** One update of a shift, and what it left. */
export interface SplitMove {
  readonly move: StepMove;
  readonly left: Left;
}

/**
 * Makes one update that makes a rule what a shift wants of it, and waits until the proxies have it.
 *
 * @param before what the shift's last update left; undefined before its first
 * @throws OtherChanges where it would change more
 * @throws UserError where it failed
 */
export async function moveSplit(
  about: ShiftedRule,
  to: RuleTarget,
  before: Left | undefined,
  onProgress: (text: string) => void,
): Promise<SplitMove> {
  const context = await readMoveContext(about.stack);
  const text = readFileSync(context.file.path, "utf8");
  const only = onlyToChange(before, text);
  try {
    return await moveIn(context, about, to, { text, before, only, onProgress });
  } catch (error) {
    // The engine may not know these objects any more; a whole update says what is the matter.
    if (!only || !(error instanceof NothingMoved)) throw error;
    return moveIn(context, about, to, { text, before, only: undefined, onProgress });
  }
}

/**
 * The objects that the next update of a shift has to change, by their URNs, so that it takes no preview: those of its
 * last one. Undefined where that is not known, or the stack's file has been changed since: only a preview tells what
 * else would change.
 */
export function onlyToChange(left: Left | undefined, file: string): readonly string[] | undefined {
  return left && left.changed.length > 0 && left.file === sha256(file) ? left.changed : undefined;
}

interface HowToMove {
  /** What the stack's file holds. */
  readonly text: string;
  readonly before: Left | undefined;
  readonly only: readonly string[] | undefined;
  readonly onProgress: (text: string) => void;
}

async function moveIn(
  context: MoveContext,
  { stack, service, rule }: ShiftedRule,
  target: RuleTarget,
  { text, before, only, onProgress }: HowToMove,
): Promise<SplitMove> {
  const { file, raw } = context;
  const placed = placedOf(context, service);
  const { split: to, mirror } = target;
  const runs = runningSplit(context, service, rule);
  // An update that failed may have left other outputs than it made of the rule: all weights of the rule are its own.
  const named = versionsOf(splitOf(placed.plan, rule), { ...runs, ...to });
  const splits = [{ service, rule, from: runs, to, named, mirrors: mirror !== undefined }];
  const changed = new Set(before?.changed);
  const moved = await move(
    context,
    {
      message: messageOfTarget({ service, rule }, runs, target),
      edits: targetEdits(raw, placed.plan, rule, target),
      splits,
      services: [service],
      own: ownRoutes(placed, [rule]),
    },
    {
      withOtherChanges: false,
      watchArrival: (access, plans) => watchArrival(access, plans, { timeoutSeconds: ARRIVAL_SECONDS }),
      onProgress,
      only,
      onChanged: (urns) => urns.forEach((urn) => changed.add(urn)),
      onInterrupt: "finish",
    },
  );
  if (moved.kind === "refused") throw new OtherChanges(renderRefusal(moved.others, file.name, pulumiCommandOf(stack)));
  const after = readFileSync(file.path, "utf8");
  return {
    move: {
      update: moved.update,
      from: runs,
      to,
      diff: patch(file.name, text, after),
      proxies: proxiesOf(moved.arrival),
    },
    left: { changed: [...changed], file: sha256(after) },
  };
}

/** What the stack's history is to say of an update. */
export function messageOfTarget(
  { service, rule }: Pick<ShiftedRule, "service" | "rule">,
  from: Split,
  { split, mirror }: RuleTarget,
): string {
  const who = whoMoves();
  if (movedVersions(from, split).length > 0) return moveMessage("shift", [{ service, rule, from, to: split }], who);
  const copies = mirror === undefined ? "as it was" : mirror === "none" ? "no copies" : `copies to ${mirror.version}`;
  return messageOf("shift", `${service}, ${rule}: ${copies}`, who);
}

/** What `git diff` would say of a file; empty where nothing has changed. */
function patch(name: string, before: string, after: string): string {
  if (before === after) return "";
  const text = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 2 });
  return text.replace(/^=+\n/, "");
}

/** Looks again whether all proxies have a rule's split. */
export async function arrivedNow(
  { access, placed }: { readonly access: KubeConfig; readonly placed: PlacedPlan },
  rule: string,
  target: RuleTarget,
): Promise<StepMove["proxies"]> {
  return proxiesOf(await awaitArrival(access, [withTarget(placed, rule, target)], { timeoutSeconds: 1 }));
}

/** What the last update made of a rule's split. */
export function runningSplit({ outputs }: MoveContext, service: string, rule: string): Split {
  const last = outputs.traffic.find((one) => one.service === service);
  return (last && splitOf(last, rule)) ?? {};
}

function splitOf(plan: Parameters<typeof namedRoutes>[0], rule: string): Split {
  return namedRoutes(plan).find(({ name }) => name === rule)?.weights ?? {};
}

function proxiesOf(arrival: ArrivalReport): StepMove["proxies"] {
  const proxies = arrival.routes.flatMap((route) => route.proxies);
  const arrived = proxies.filter(({ state }) => state === "arrived").length;
  const last = arrival.routes.flatMap(({ lastMs }) => lastMs ?? []);
  return {
    arrived,
    callers: arrived + proxies.filter(({ state }) => state === "missing").length,
    ...(last.length > 0 && { lastMs: Math.max(...last) }),
    ...(!arrival.ok && { missing: renderMissing(arrival) }),
  };
}
