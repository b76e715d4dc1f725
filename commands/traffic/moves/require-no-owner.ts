import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { unlessGone } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { VIRTUAL_SERVICE } from "../../../policies/objects/kinds";
import { type OwnObject } from "./other-changes";
import { ownerOf } from "../../../mesh/traffic/object-owner";

/**
 * Looks at the VirtualServices that a command means to change, as they are in the cluster.
 *
 * @throws UserError where the cluster does not answer, or one of them is gone or written by a controller
 */
export async function requireNoOwner(access: KubeConfig, own: readonly OwnObject[]): Promise<void> {
  const api = access.makeApiClient(CustomObjectsApi);
  for (const { is, namespace, name } of own.filter(({ is }) => is === VIRTUAL_SERVICE)) {
    const place = { group: is.group, version: "v1", namespace, plural: "virtualservices", name };
    const live: unknown = await unlessGone(api.getNamespacedCustomObject(place));
    const owner = ownerOf(live);
    if (owner) {
      throw new UserError(
        `The VirtualService ${namespace}/${name} is written by ${owner.who}: what this would set would not last. Nothing was ` +
          `changed.\n${owner.instead}`,
      );
    }
  }
}
