import { DESTINATION_RULE, VIRTUAL_SERVICE } from "../../../policies/objects/kinds";
import { resourceName } from "../../policy/step-resource";
import { type StepMetadata } from "../../policy/engine-event";
import { preview, up, UpdateFailed } from "../../stack/update";
import { UserError } from "../../terminal/user-error";
import { type ArrivalReport } from "../arrival/report";
import { type MoveContext, type MoveOptions } from "../moves/move";
import { otherSteps, type OwnObject, pendingChanges } from "../moves/other-changes";
import { requireNoOwner } from "../moves/require-no-owner";
import { messageOf, whoMoves } from "../moves/who";
import { type SaidTraffic } from "./said-traffic";
import { wantedObjects } from "./wanted-objects";

/** How it ended that the cluster was to get back what the config says. */
export type Reverted =
  | { readonly kind: "refused"; readonly others: readonly string[] }
  | { readonly kind: "reverted"; readonly arrival: ArrivalReport };

export type RevertOptions = Omit<MoveOptions, "onInterrupt">;

/**
 * Puts back what the config says of services: one update that looks at the cluster first, and waits until the proxies
 * have it. Refuses where it would change more than the objects of those services.
 *
 * @throws UserError where a controller writes one of the objects, or Pulumi fails
 */
export async function revert(
  { stack, file, config, outputs, access }: MoveContext,
  said: readonly SaidTraffic[],
  { withOtherChanges, watchArrival, onProgress }: RevertOptions,
): Promise<Reverted> {
  const own = said.flatMap(ownObjects);
  await requireNoOwner(access, own);
  onProgress("previewing ...");
  const steps = await preview(stack, file.path, ["--refresh"]);
  const others = [
    ...pendingChanges(outputs.traffic, config.traffic, []).map(
      (one) => `${one} (in ${file.name}, not in the last update)`,
    ),
    ...otherSteps(steps, own),
  ];
  if (others.length > 0 && !withOtherChanges) return { kind: "refused", others };
  const placed = said.map((one) => one.placed);
  const watch = await watchArrival(access, placed);
  try {
    const message = messageOf("revert", placed.map(({ plan }) => plan.service).join(", "), whoMoves());
    onProgress("updating ...");
    const onStep = ({ op, urn }: StepMetadata): void => onProgress(`${op} ${resourceName(urn)} ...`);
    await up(stack, { configFile: file.path, message }, onStep, ["--refresh"]).catch((error: unknown) => {
      throw error instanceof UpdateFailed ? new UserError(`${error.message}\n${whatIsLeft(error)}`) : error;
    });
    onProgress("waiting for the proxies ...");
    return { kind: "reverted", arrival: await watch.arrived(placed) };
  } finally {
    await watch.close();
  }
}

/** What an update that failed has put back. */
function whatIsLeft({ done }: UpdateFailed): string {
  if (done.length === 0) return "Nothing was put back.";
  const steps = done.map(({ op, urn }) => `${op} ${resourceName(urn)}`).join(", ");
  return `A part is put back: ${steps}. Put the rest back with the same command.`;
}

/** All that the stack makes for a service's traffic: whatever somebody wrote into it may be put back. */
function ownObjects(said: SaidTraffic): OwnObject[] {
  const { sidecars, gateway, destinationRule } = wantedObjects(said);
  const paths = /^(spec|apiVersion|metadata)\b/;
  return [
    ...[sidecars, gateway].flatMap((one) => (one ? [{ is: VIRTUAL_SERVICE, ...one, paths }] : [])),
    { is: DESTINATION_RULE, ...destinationRule, paths },
  ];
}
