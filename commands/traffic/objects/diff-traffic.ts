import { knownWords } from "../../../config/problem/nearest";
import { readStack } from "../../stack/outputs";
import { pulumiCommandOf } from "../../stack/pulumi-of";
import { EXIT } from "../../terminal/command";
import { UserError } from "../../terminal/user-error";
import { renderArrival } from "../arrival/render-arrival";
import { type MoveContext } from "../moves/move";
import { placedPlans } from "../placed-plan";
import { pendingChanges } from "../moves/other-changes";
import { renderRefusal } from "../moves/render-move";
import { adoptSplits } from "./adopt-split";
import { diffService, type ServiceDiff } from "./diff";
import { diffStacks } from "./diff-plans";
import { type LiveRouting, readRouting } from "./live-objects";
import { renderLost } from "./render-adoption";
import { renderDiff, type Sides } from "./render-diff";
import { revert, type RevertOptions } from "./revert";
import { type SaidTraffic, saidTraffic } from "./said-traffic";

/** What a stack is compared with, and what is to become of the differences: one of the three at most. */
export interface DiffRequest {
  /** Another stack, in the place of the cluster. */
  readonly with?: string;
  readonly adopt?: true;
  readonly revert?: true;
  readonly withOtherChanges?: true;
  readonly json?: true;
}

/** Where the outcome goes, and how the proxies are watched. */
export interface DiffSurroundings extends Pick<RevertOptions, "watchArrival" | "onProgress"> {
  readonly print: (text: string) => void;
}

/** @throws UserError where more than one thing is asked for */
export function requireOneAim({ with: other, adopt, revert: back }: DiffRequest): void {
  const aims = [other !== undefined && "--with", adopt && "--adopt", back && "--revert"].filter((aim) => aim);
  if (aims.length < 2) return;
  throw new UserError(`${aims.join(" and ")} do not go together: expected one of them.`);
}

/**
 * Compares what a stack's config says of traffic with its cluster or another stack, and does what is asked about it.
 *
 * @param service all that the stack configures where none is named
 * @returns the exit code
 * @throws UserError where they can't be compared
 */
export async function diffTraffic(
  context: MoveContext,
  service: string | undefined,
  request: DiffRequest,
  surroundings: DiffSurroundings,
): Promise<number> {
  const said = chosen(saidTraffic(context.config), service, context.stack);
  if (request.with !== undefined) {
    const others = placedPlans(await readStack(request.with)).filter(({ plan }) => isMeant(plan.service, service));
    const diffs = diffStacks(
      said.map(({ placed }) => placed),
      others,
    );
    const sides = { wanted: `stack ${context.stack}`, found: `stack ${request.with}` };
    return report(context, diffs, sides, request, surroundings);
  }
  const live = await readRouting(context.access, said[0]?.placed.namespace ?? "default");
  const diffs = said.map((one) => diffService(one, live));
  const differing = said.filter((_, index) => (diffs[index]?.objects.length ?? 0) > 0);
  const isDone = differing.length === 0 || !(request.adopt || request.revert);
  // Of JSON there is one document: of what was done, where something is.
  const compared =
    isDone || !request.json
      ? report(context, diffs, { wanted: "config", found: "the cluster" }, request, surroundings)
      : 0;
  if (isDone) return compared;
  return request.adopt
    ? adoptThem(context, differing, live, request, surroundings)
    : revertThem(context, differing, request, surroundings);
}

/** Tells the differences. */
function report(
  { stack, config, outputs, file }: MoveContext,
  diffs: readonly ServiceDiff[],
  sides: Sides,
  { json, adopt, revert: back, with: other }: DiffRequest,
  { print }: DiffSurroundings,
): number {
  const ok = diffs.every(({ objects }) => objects.length === 0);
  const pending = pendingChanges(outputs.traffic, config.traffic, []);
  if (json) print(asJson({ stack, ...sides, ok, pending, services: diffs }));
  else {
    print(renderDiff(diffs, sides, new Date()));
    for (const one of pending) print(`${one} (in ${file.name}, not in the last update)`);
    if (!ok && !adopt && !back && other === undefined) print(nextSteps(stack));
  }
  return ok ? EXIT.ok : EXIT.differs;
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
  { json }: DiffRequest,
  { print }: DiffSurroundings,
): Promise<number> {
  const { stack, file } = context;
  const adopted = await adoptSplits(context, said, live);
  if (json) print(asJson({ stack, ...adopted }));
  else if (adopted.kind === "refused") {
    print(
      `Nothing was written into ${file.name}: config can't say what the cluster does.\n${renderLost(adopted.lost)}`,
    );
  } else {
    const effect = adopted.isLiteral
      ? "which writes the same again, as Pulumi: no route changes"
      : "which writes the objects in the stack's own words, with the same effect";
    print(
      `${adopted.patch.trimEnd()}\nHave the stack take note of it with:  ${pulumiCommandOf(stack)} up --refresh --stack ${stack}\n(${effect})`,
    );
  }
  return adopted.kind === "adopted" ? EXIT.ok : EXIT.differs;
}

async function revertThem(
  context: MoveContext,
  said: readonly SaidTraffic[],
  request: DiffRequest,
  { print, ...surroundings }: DiffSurroundings,
): Promise<number> {
  const { stack, file, access } = context;
  const { json, withOtherChanges = false } = request;
  const reverted = await revert(context, said, { withOtherChanges, ...surroundings });
  if (reverted.kind === "refused") {
    print(json ? asJson({ stack, ...reverted }) : renderRefusal(reverted.others, file.name, pulumiCommandOf(stack)));
    return EXIT.differs;
  }
  const live = await readRouting(access, said[0]?.placed.namespace ?? "default");
  const left = said.map((one) => diffService(one, live)).filter(({ objects }) => objects.length > 0);
  if (json) print(asJson({ stack, ...reverted, left }));
  else {
    const sides = { wanted: "config", found: "the cluster" };
    print(`Put back. ${renderArrival(reverted.arrival)}`);
    if (left.length > 0)
      print(
        `These differences are left, which no update of the stack changes:\n${renderDiff(left, sides, new Date())}`,
      );
  }
  return left.length === 0 && reverted.arrival.ok ? EXIT.ok : EXIT.differs;
}

function asJson(report: object): string {
  return JSON.stringify({ formatVersion: 1, ...report }, undefined, 2);
}

function chosen(said: readonly SaidTraffic[], service: string | undefined, stack: string): readonly SaidTraffic[] {
  if (said.length === 0) {
    throw new UserError(`The config of the stack ${stack} splits no traffic: there is nothing to compare.`);
  }
  const found = said.filter(({ placed }) => isMeant(placed.plan.service, service));
  if (found.length > 0) return found;
  const names = said.map(({ placed }) => placed.plan.service);
  throw new UserError(
    `The config of the stack ${stack} has no traffic of ${JSON.stringify(service)}; ${knownWords(service ?? "", names)}`,
  );
}

function isMeant(service: string, named: string | undefined): boolean {
  return named === undefined || service === named;
}
