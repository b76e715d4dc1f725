import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { unlessGone } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { DESTINATION_RULE, VIRTUAL_SERVICE } from "../../../policies/objects/kinds";
import { type GroupKind } from "../../../policies/objects/kubernetes-object";
import { type OwnObject } from "./other-changes";
import { ownerOf } from "../../../mesh/traffic/object-owner";

/** How the API server calls the kinds that controllers of traffic write. */
const PLURALS: ReadonlyMap<GroupKind, string> = new Map([
  [VIRTUAL_SERVICE, "virtualservices"],
  [DESTINATION_RULE, "destinationrules"],
]);

/**
 * Looks at the VirtualServices and DestinationRules that a command means to change, as they are in the cluster.
 *
 * @throws UserError where the cluster does not answer, or a controller writes one of them
 */
export async function requireNoOwner(access: KubeConfig, own: readonly OwnObject[]): Promise<void> {
  const api = access.makeApiClient(CustomObjectsApi);
  for (const { is, namespace, name } of own) {
    const plural = PLURALS.get(is);
    if (plural === undefined) continue;
    const place = { group: is.group, version: "v1", namespace, plural, name };
    const live: unknown = await unlessGone(api.getNamespacedCustomObject(place));
    const owner = ownerOf(live);
    if (owner) {
      throw new UserError(
        `The ${is.kind} ${namespace}/${name} is written by ${owner.who}: what this would set would not last. Nothing was ` +
          `changed.\n${owner.instead}`,
      );
    }
  }
}
