import { type Gateway, type Server } from "../objects/gateway";
import { ownersOf } from "../objects/known-hosts";
import { type StackView } from "../objects/stack-view";
import { frontServices } from "./front-services";
import { ingressesTo } from "./tls-before-gateway";

/**
 * Whether a server has no clients but the mesh's own sidecars, as an egress gateway's has: all its hosts are outside of
 * the mesh (ServiceEntries), so that no client outside has a reason to come for them, or its pods are reached from
 * inside the cluster alone.
 */
export function isForMeshOnly(gateway: Gateway, server: Server, view: StackView): boolean {
  const hosts = server.hosts();
  if (hosts.length > 0 && hosts.every((host) => isOutside(host, view))) return true;
  const fronts = frontServices(gateway, view);
  return (
    fronts.length > 0 && fronts.every(({ type }) => type === "ClusterIP") && ingressesTo(fronts, view).length === 0
  );
}

function isOutside(host: string, view: StackView): boolean {
  const owners = ownersOf(view, host);
  return (
    owners.length > 0 &&
    owners.every(({ object, kind }) => kind === "ServiceEntry" && object.spec.at("location").text() !== "MESH_INTERNAL")
  );
}
