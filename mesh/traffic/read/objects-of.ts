import { fieldOf } from "../../fields";
import { hostOf, isHostFor } from "./host-of";
import { type MeshObject } from "./mesh-object";

/**
 * The VirtualServices that decide about what sidecars send to a host: those that name it, and those for the whole mesh
 * whose wildcard takes it in.
 */
export function virtualServicesOf<T extends MeshObject>(host: string, all: readonly T[]): T[] {
  return all.filter(({ spec, namespace }) => {
    const hosts = textsOf(fieldOf(spec, "hosts")).map((name) => hostOf(name, namespace));
    const gateways = textsOf(fieldOf(spec, "gateways"));
    const isForMesh = gateways.length === 0 || gateways.includes("mesh");
    return hosts.includes(host) || (isForMesh && hosts.some((pattern) => isHostFor(pattern, host)));
  });
}

/** The DestinationRules of a host: those that name it, or else, as Istio chooses, those of the longest wildcard. */
export function destinationRulesOf<T extends MeshObject>(host: string, all: readonly T[]): T[] {
  const patterns = all.map((rule) => ({ rule, pattern: hostOf(String(fieldOf(rule.spec, "host")), rule.namespace) }));
  const fitting = patterns.filter(({ pattern }) => isHostFor(pattern, host));
  const longest = Math.max(...fitting.map(({ pattern }) => rank(pattern)));
  return fitting.filter(({ pattern }) => rank(pattern) === longest).map(({ rule }) => rule);
}

function rank(pattern: string): number {
  return pattern.startsWith("*") ? pattern.length : Infinity;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
