import { fieldOf, valueAt } from "../../fields";
import { hostCovers, mostSpecific } from "../../security/client-tls";
import { fullHost } from "../full-host";
import { type MeshObject } from "./mesh-object";

/**
 * The VirtualServices that decide about what sidecars send to a host: those that name it, and those for the whole mesh
 * whose wildcard takes it in.
 */
export function virtualServicesOf<T extends MeshObject>(host: string, all: readonly T[]): T[] {
  return all.filter((object) => {
    const hosts = textsOf(fieldOf(object.spec, "hosts")).map((name) => fullHost(name, object));
    const gateways = textsOf(fieldOf(object.spec, "gateways"));
    const isForMesh = gateways.length === 0 || gateways.includes("mesh");
    return hosts.includes(host) || (isForMesh && hosts.some((pattern) => hostCovers(pattern, host)));
  });
}

/** The DestinationRules of a host: those that name it, or else, as Istio chooses, those of the longest wildcard. */
export function destinationRulesOf<T extends MeshObject>(host: string, all: readonly T[]): T[] {
  return mostSpecific(all, host, (rule) => fullHost(String(fieldOf(rule.spec, "host")), rule));
}

/** The VirtualServices of gateways that lead to a host. */
export function gatewayRoutesTo<T extends MeshObject>(host: string, all: readonly T[]): T[] {
  return all.filter((object) => {
    const isAtGateway = textsOf(fieldOf(object.spec, "gateways")).some((gateway) => gateway !== "mesh");
    const destinations = listOf(fieldOf(object.spec, "http"))
      .flatMap((route) => listOf(fieldOf(route, "route")))
      .map((one) => fullHost(String(valueAt(one, ["destination", "host"])), object));
    return isAtGateway && destinations.includes(host);
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
