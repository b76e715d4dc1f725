import { type EksClusterConfig } from "../../config/config";
import { type Fix, inTurn, remove, set } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Path } from "../../mesh/config-path";
import { DEFAULT_CIDR, vpcOf, zoneSubnets } from "../../mesh/network/subnets";
import { type Zone } from "../../mesh/network/zones";

/** A private subnet that the stack has made for its cluster already. */
export interface PresentSubnet {
  readonly zone: Zone;
  readonly cidr: string;
}

/** What the region and the stack's own network of before are like. */
export interface ZoneFacts {
  readonly region: string;
  /** The zones in which a cluster can be, in AWS' own order. */
  readonly available: readonly Zone[];
  /** By zone, in the order in which they were made; none before the first update. */
  readonly present: readonly PresentSubnet[];
}

type NetworkConfig = Pick<EksClusterConfig, "network" | "zones">;

const ZONES: Path = ["cluster", "zones"];
const ZONE_IDS: Path = ["cluster", "network", "zoneIds"];
const CIDR: Path = ["cluster", "network", "cidr"];

const WHY_NOT = "a cluster's subnets stay in the zones that they were made in; other zones take another cluster";

/** The zones of a network in order, or why there can't be such a network. */
export function chooseZones(
  config: NetworkConfig,
  { region, available, present }: ZoneFacts,
): { readonly zones: readonly Zone[]; readonly problem?: undefined } | { readonly problem: Problem } {
  if (present.length > 0) {
    const problem = changeOfZones(config, present) ?? changeOfAddresses(config, present);
    return problem ? { problem } : { zones: present.map(({ zone }) => zone) };
  }
  const { zones: count, network } = config;
  if (network.zoneIds) return pinnedZones(network.zoneIds, available, region);
  if (available.length >= count) return { zones: available.slice(0, count) };
  const message = `${region} has ${available.length} availability zones, not ${count}`;
  return { problem: { path: ZONES, message, fix: set(ZONES, available.length) } };
}

/** What pins the zones of a network, so that they are read in the config and nothing else decides about them. */
export function pin(zones: readonly Zone[]): Fix {
  return inTurn(...zones.map(({ id }, index) => set([...ZONE_IDS, index], id)));
}

function pinnedZones(ids: readonly string[], available: readonly Zone[], region: string) {
  const zones = ids.map((id) => available.find((zone) => zone.id === id));
  const at = zones.indexOf(undefined);
  if (at < 0) return { zones: zones.flatMap((zone) => zone ?? []) };
  const known = available.map(({ id }) => id);
  const message = `${ids[at]} is not an availability zone of ${region} in which a cluster can be; known: ${known.join(", ")}`;
  const free = known.find((id) => !ids.includes(id));
  const path = [...ZONE_IDS, at];
  return { problem: { path, message, fix: free === undefined ? remove(ZONE_IDS) : set(path, free) } };
}

/**
 * EKS takes other subnets for a control plane only in the zones of its first ones, and a node group none at all
 * (docs.aws.amazon.com, VPC and subnet considerations; aws-containers-roadmap #2330): what changes the zones would fail
 * half-way, or replace the nodes.
 */
function changeOfZones({ zones, network }: NetworkConfig, present: readonly PresentSubnet[]): Problem | undefined {
  const now = present.map(({ zone }) => zone);
  const ids = now.map(({ id }) => id);
  if (network.zoneIds) {
    if (network.zoneIds.length === ids.length && network.zoneIds.every((id) => ids.includes(id))) return undefined;
    const message = `${network.zoneIds.join(", ")} are not the zones of the cluster, ${ids.join(", ")}: ${WHY_NOT}`;
    return { path: ZONE_IDS, message, fix: inTurn(remove(ZONE_IDS), pin(now)) };
  }
  if (zones === ids.length) return undefined;
  const message = `${zones} is not the number of zones of the cluster, ${ids.length} (${ids.join(", ")}): ${WHY_NOT}`;
  return { path: ZONES, message, fix: set(ZONES, ids.length) };
}

/** A VPC and its subnets keep their addresses. */
function changeOfAddresses({ network }: NetworkConfig, present: readonly PresentSubnet[]): Problem | undefined {
  const cidr = network.cidr ?? DEFAULT_CIDR;
  const planned = zoneSubnets(cidr, present.length);
  if (planned.every((subnets, index) => subnets.private === present[index]?.cidr)) return undefined;
  const now = vpcOf(present[0]?.cidr ?? "") ?? DEFAULT_CIDR;
  const message = `${cidr} is not the network that the cluster is in, ${now}: a VPC keeps its addresses, and other ones take another cluster`;
  return { path: CIDR, message, fix: now === DEFAULT_CIDR ? remove(CIDR) : set(CIDR, now) };
}
