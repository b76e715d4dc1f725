import { type KubeConfig } from "@kubernetes/client-node";
import { type MeshConfig } from "../../../config/config";
import { type RawConfig } from "../../../config/parse-config";
import { type SplitChange } from "../../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { resourceName } from "../../policy/step-resource";
import { clusterAccess } from "../../stack/cluster-access";
import { readOutputs, stackOutputs, type StackOutputs } from "../../stack/outputs";
import { pulumiCommandOf } from "../../stack/pulumi-of";
import { type StackFile, stackFileOf, withCopy } from "../../stack/stack-file";
import { changeConfig, history, preview, up, UpdateFailed } from "../../stack/update";
import { UserError } from "../../terminal/user-error";
import { type PlacedPlan, placedPlans } from "../placed-plan";
import { type ConfigEdit, edited, editCommands } from "./config-edit";
import { Interruption } from "./interruption";
import { requireNoOwner } from "./live-objects";
import { otherSteps, type OwnObject, pendingChanges } from "./other-changes";
import { checkedConfig, readRawConfig } from "./stack-config";

/** A stack as a command finds it, before it moves traffic. */
export interface MoveContext {
  readonly stack: string;
  readonly file: StackFile;
  readonly raw: RawConfig;
  readonly config: MeshConfig;
  /** What the last update left behind. */
  readonly outputs: StackOutputs;
  readonly access: KubeConfig;
}

/**
 * Reads a stack's config and outputs.
 *
 * @throws UserError where the stack was never up, its config is not in this clone, or is wrong
 */
export async function readMoveContext(stack: string): Promise<MoveContext> {
  const file = stackFileOf(stack);
  const [json, raw] = await Promise.all([readOutputs(stack, ["--show-secrets"]), readRawConfig(stack, file)]);
  if (typeof json === "object" && json !== null && Object.keys(json).length === 0) {
    throw new UserError(
      `The stack ${stack} was never up, so it has no traffic to move. Bring it up with:\n` +
        `  ${pulumiCommandOf(stack)} up --stack ${stack}`,
    );
  }
  const outputs = stackOutputs(stack, json);
  return { stack, file, raw, config: checkedConfig(stack, raw), outputs, access: clusterAccess(stack, json) };
}

/** A split that is moved. */
export interface MovedSplit extends SplitChange {
  /** The versions whose weights somebody chose: what else of the split differs from what runs is another's change. */
  readonly named: readonly string[];
}

/** One update that moves traffic. */
export interface Move {
  /** What the stack's history says of it. */
  readonly message: string;
  readonly edits: readonly ConfigEdit[];
  readonly splits: readonly MovedSplit[];
  /** The services whose routes change: their callers' proxies are waited for. */
  readonly services: readonly string[];
  /** The objects that it means to change. */
  readonly own: readonly OwnObject[];
}

/** Watches the proxies of services from before an update, and tells when they hold what the stack says after it. */
export interface ArrivalWatch<Report extends { readonly ok: boolean }> {
  arrived(plans: readonly PlacedPlan[]): Promise<Report>;
  close(): Promise<void>;
}

export interface MoveOptions<Report extends { readonly ok: boolean }> {
  readonly withOtherChanges: boolean;
  readonly watchArrival: (access: KubeConfig, plans: readonly PlacedPlan[]) => Promise<ArrivalWatch<Report>>;
  readonly onProgress: (text: string) => void;
}

/** How a move ended. */
export type Moved<Report> =
  | { readonly kind: "refused"; readonly others: readonly string[] }
  | { readonly kind: "moved"; readonly update: number; readonly arrival: Report };

/**
 * Makes one update that moves traffic: writes its weights into a copy of the stack's config, previews it, refuses what would
 * change more, updates the stack, has the config's file take over the copy, and waits until the proxies have it.
 *
 * @throws UserError where something failed; the file is then as it was, unless the update had been done
 */
export async function move<Report extends { readonly ok: boolean }>(
  context: MoveContext,
  wanted: Move,
  options: MoveOptions<Report>,
): Promise<Moved<Report>> {
  const { stack, raw, config, outputs, access } = context;
  const after = checkedConfig(stack, edited(raw, wanted.edits));
  const placed = (plans: readonly TrafficPlan[]) =>
    placedPlans({ ...outputs, traffic: plans.filter(({ service }) => wanted.services.includes(service)) });
  await requireNoOwner(access, wanted.own);
  const watch = await options.watchArrival(access, placed(config.traffic));
  try {
    const others = await update(context, wanted, options);
    if (others.length > 0) return { kind: "refused", others };
    options.onProgress("waiting for the proxies ...");
    const [arrival, updates] = await Promise.all([watch.arrived(placed(after.traffic)), history(stack)]);
    return { kind: "moved", update: updates.at(-1)?.number ?? 0, arrival };
  } finally {
    await watch.close();
  }
}

/** Makes the update, unless it would change more than is wanted: what else that would be is given back. */
async function update<Report extends { readonly ok: boolean }>(
  { stack, file, config, outputs }: MoveContext,
  { message, edits, splits, own }: Move,
  { withOtherChanges, onProgress }: MoveOptions<Report>,
): Promise<readonly string[]> {
  const interruption = new Interruption();
  let refused: readonly string[] = [];
  let isUp = false;
  try {
    await withCopy(file, async (copy) => {
      for (const args of editCommands(edits)) await changeConfig(stack, copy, args);
      interruption.throwIfRequested();
      onProgress("previewing ...");
      const steps = await preview(stack, copy);
      const pending = pendingChanges(outputs.traffic, config.traffic, splits);
      const others = [
        ...pending.map((one) => `${one} (in ${file.name}, not in the last update)`),
        ...otherSteps(steps, own),
      ];
      if (!withOtherChanges) refused = others;
      interruption.throwIfRequested();
      if (refused.length > 0) return false;
      // What runs is so already, and the file alone does not say it.
      if (steps.length === 0 && edits.length > 0) return true;
      onProgress("updating ...");
      await up(stack, { configFile: copy, message }, ({ op, urn }) => onProgress(`${op} ${resourceName(urn)} ...`));
      isUp = true;
      return true;
    });
    return refused;
  } catch (error) {
    if (!(error instanceof UserError) || isUp) throw error;
    throw new UserError(`${error.message}\n${whatIsLeft(error, { stack, file })}`);
  } finally {
    interruption.end();
  }
}

/** What a failure leaves behind. */
function whatIsLeft(error: UserError, { stack, file }: Pick<MoveContext, "stack" | "file">): string {
  const isDone = error instanceof UpdateFailed && error.done.length > 0;
  if (!isDone) return `${file.name} is as it was, and nothing was moved.`;
  const done = error.done.map(({ op, urn }) => `${op} ${resourceName(urn)}`).join(", ");
  return (
    `${file.name} is as it was, but the update had done a part: ${done}.\n` +
    `Bring the stack back to what ${file.name} says with:  ${pulumiCommandOf(stack)} up --stack ${stack}`
  );
}
