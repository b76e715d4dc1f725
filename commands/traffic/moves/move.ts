import { type KubeConfig } from "@kubernetes/client-node";
import { type MeshConfig } from "../../../config/config";
import { type RawConfig } from "../../../config/parse-config";
import { knownWords } from "../../../config/problem/nearest";
import { type SplitChange } from "../../../mesh/traffic/named-route";
import { resourceName } from "../../policy/step-resource";
import { clusterAccess } from "../../stack/cluster-access";
import { readOutputs, stackOutputs, type StackOutputs } from "../../stack/outputs";
import { type StepMetadata } from "../../policy/engine-event";
import { pulumiCommandOf } from "../../stack/pulumi-of";
import { type OnInterrupt } from "../../stack/run-engine";
import { type StackFile, stackFileOf, withCopy } from "../../stack/stack-file";
import { changeConfig, history, preview, up, UpdateFailed } from "../../stack/update";
import { UserError } from "../../terminal/user-error";
import { type ArrivalWatch } from "../arrival/arrival";
import { type ArrivalReport } from "../arrival/report";
import { type PlacedPlan, placedPlans } from "../placed-plan";
import { type ConfigEdit, edited, editCommands } from "./config-edit";
import { Interruption } from "./interruption";
import { requireNoOwner } from "./require-no-owner";
import { otherSteps, type OwnObject, ownSteps, pendingChanges } from "./other-changes";
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
  /** What the config says of each service's traffic, with the service's place in the cluster. */
  readonly placed: readonly PlacedPlan[];
}

/**
 * Reads a stack's config and outputs.
 *
 * @throws UserError where the stack was never up, its config is not in this clone, or is wrong
 */
export async function readMoveContext(stack: string): Promise<MoveContext> {
  const file = stackFileOf(stack);
  const [json, raw] = await Promise.all([readOutputs(stack, ["--show-secrets"]), readRawConfig(stack, file)]);
  const outputs = stackOutputs(stack, json);
  const config = checkedConfig(stack, raw);
  const placed = placedPlans({ ...outputs, ...config });
  return { stack, file, raw, config, outputs, access: clusterAccess(stack, json), placed };
}

/**
 * A service's traffic in a stack's config.
 *
 * @throws UserError with the services that there are
 */
export function placedOf({ placed, config }: MoveContext, service: string): PlacedPlan {
  const found = placed.find(({ plan }) => plan.service === service);
  if (found) return found;
  const names = config.traffic.map((plan) => plan.service);
  throw new UserError(
    `The config splits no traffic of ${JSON.stringify(service)}; ` +
      (names.length > 0 ? knownWords(service, names) : "it has no section traffic"),
  );
}

/** A split that is moved. */
export interface MovedSplit extends SplitChange {
  /** The versions whose weights somebody chose: what else of the split differs from what runs is another's change. */
  readonly named: readonly string[];
  /** Whether the rule's mirror is moved, too. */
  readonly mirrors?: boolean;
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

export interface MoveOptions {
  readonly withOtherChanges: boolean;
  /** How the callers' proxies are watched, from before the update on. */
  readonly watchArrival: (access: KubeConfig, plans: readonly PlacedPlan[]) => Promise<ArrivalWatch>;
  readonly onProgress: (text: string) => void;
  /**
   * The only resources that may change, by their URNs: the update is then made without a preview. For a file in which
   * nothing else waits to be done, since what the engine leaves alone would be in the stack's outputs all the same.
   */
  readonly only?: readonly string[] | undefined;
  /** Hears which of its own objects the update has changed, by their URNs. */
  readonly onChanged?: (urns: readonly string[]) => void;
  /** What Ctrl-C does; where nothing is said it stops the move as soon as that is safe. */
  readonly onInterrupt?: OnInterrupt;
}

/** How a move ended. */
export type Moved =
  | { readonly kind: "refused"; readonly others: readonly string[] }
  | { readonly kind: "moved"; readonly update: number; readonly arrival: ArrivalReport };

/**
 * Makes one update that moves traffic: writes its weights into a copy of the stack's config, previews it, refuses what
 * would change more, updates the stack, has the config's file take over the copy, and waits until the proxies have it.
 *
 * @throws UserError where something failed; the file is then as it was, unless the update had been done
 */
export async function move(context: MoveContext, wanted: Move, options: MoveOptions): Promise<Moved> {
  const { stack, raw, outputs, access } = context;
  const after = checkedConfig(stack, edited(raw, wanted.edits));
  await requireNoOwner(access, wanted.own);
  const updated = await update(context, wanted, options);
  if ("others" in updated) return { kind: "refused", ...updated };
  try {
    options.onProgress("waiting for the proxies ...");
    const plans = placedPlans({ ...outputs, ...after }).filter(({ plan }) => wanted.services.includes(plan.service));
    const [arrival, updates] = await Promise.all([updated.watch.arrived(plans), history(stack)]);
    return { kind: "moved", update: updates.at(-1)?.number ?? 0, arrival };
  } finally {
    await updated.watch.close();
  }
}

type Updated = { readonly watch: ArrivalWatch } | { readonly others: readonly string[] };

/** Makes the update, unless it would change more than is wanted. */
async function update(
  { stack, file, config, outputs, access, placed }: MoveContext,
  { message, edits, splits, own, services }: Move,
  { withOtherChanges, watchArrival, onProgress, only, onChanged, onInterrupt }: MoveOptions,
): Promise<Updated> {
  const interruption = new Interruption(onInterrupt);
  let isUp = false;
  let watch: ArrivalWatch | undefined;
  try {
    return await withCopy<Updated>(file, async (copy) => {
      for (const args of editCommands(edits)) await changeConfig(stack, copy, args);
      interruption.throwIfRequested();
      if (!only) onProgress("previewing ...");
      const steps = only ? [] : await preview(stack, copy, [], onInterrupt);
      const pending = pendingChanges(outputs.traffic, config.traffic, splits);
      const others = [
        ...pending.map((one) => `${one} (in ${file.name}, not in the last update)`),
        ...otherSteps(steps, own),
      ];
      interruption.throwIfRequested();
      if (others.length > 0 && !withOtherChanges) return { takeOver: false, result: { others } };
      watch = await watchArrival(
        access,
        placed.filter(({ plan }) => services.includes(plan.service)),
      );
      // Where what runs is so already, the file alone does not say it.
      if (only || steps.length > 0 || edits.length === 0) {
        interruption.throwIfRequested();
        onProgress("updating ...");
        const onStep = ({ op, urn }: StepMetadata): void => onProgress(`${op} ${resourceName(urn)} ...`);
        const done = await up(stack, { configFile: copy, message, targets: only }, onStep, [], onInterrupt);
        isUp = true;
        onChanged?.(ownSteps(done, own).map(({ urn }) => urn));
      }
      return { takeOver: true, result: { watch } };
    });
  } catch (error) {
    // Also where the file was changed meanwhile: what watches would keep the process from its end.
    await watch?.close();
    if (!(error instanceof UserError)) throw error;
    if (isUp) throw new UserError(`The update is done, but ${error.message}`);
    throw failure(error, { stack, file });
  } finally {
    interruption.end();
  }
}

/** A move that failed before anything was moved. */
export class NothingMoved extends UserError {}

/** A failure, with what it leaves behind. */
function failure(error: UserError, { stack, file }: Pick<MoveContext, "stack" | "file">): UserError {
  const steps = error instanceof UpdateFailed ? error.done : [];
  if (steps.length === 0)
    return new NothingMoved(`${error.message}\n${file.name} is as it was, and nothing was moved.`);
  const done = steps.map(({ op, urn }) => `${op} ${resourceName(urn)}`).join(", ");
  return new UserError(
    `${error.message}\n${file.name} is as it was, but the update had done a part: ${done}.\n` +
      `Bring the stack back to what ${file.name} says with:  ${pulumiCommandOf(stack)} up --stack ${stack}`,
  );
}
