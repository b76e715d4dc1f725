import { type Path } from "../../mesh/config-path";
import { cidrFault, DEFAULT_CIDR } from "../../mesh/network/subnets";
import { ZONES_WITHOUT_EKS } from "../../mesh/network/zones";
import { type Fix, remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { type EksInput } from "./cluster-schema";
import { type EksNetworkInput } from "./eks-network-schema";

const DEFAULT_ZONES = 2;

/** How many zones a network spans. */
export function zoneCount({ zones, network }: Pick<EksInput, "zones" | "network">): number {
  return network.zoneIds?.length ?? zones ?? DEFAULT_ZONES;
}

const NETWORK: Path = ["cluster", "network"];
const at = (...names: Path): Path => [...NETWORK, ...names];

/** What is wrong between values of a cluster's network, as far as each is right by itself. */
export function networkProblems(cluster: Reading<EksInput>, region: string | undefined): Problem[] {
  const network = cluster.field("network");
  const zones = cluster.field("zones");
  const subnetIds = network.field("subnetIds");
  const zoneIds = network.field("zoneIds");
  const isGiven = network.field("vpcId").value !== undefined || subnetIds.value !== undefined;
  return [
    ...givenProblems(network),
    ...(isGiven ? ownKeyProblems(network, zones.value) : zoneCountProblems(zones, zoneIds)),
    ...(isGiven ? [] : cidrProblems(network.field("cidr"), zones, zoneIds)),
    ...(isGiven ? [] : endpointProblems(network.field("endpoints").valid, region)),
    ...zoneProblems(zoneIds.valid ?? []),
    ...repetitionProblems("subnetIds", subnetIds.valid ?? [], set(at("subnetIds", 1), "subnet-0123456789abcdef1")),
  ];
}

/** A VPC and its subnets are given together. */
function givenProblems(network: Reading<EksNetworkInput>): Problem[] {
  const [vpcId, subnetIds] = [network.field("vpcId"), network.field("subnetIds")];
  if (subnetIds.value !== undefined && vpcId.value === undefined) {
    const message = "are subnets without a VPC: expected cluster.network.vpcId, the VPC that they are in";
    const fix = set(at("vpcId"), "vpc-0123456789abcdef0", "the ID of the VPC that they are in");
    return [{ path: at("subnetIds"), message, fix }];
  }
  if (vpcId.value !== undefined && subnetIds.value === undefined) {
    const message = "is a VPC without subnets: expected cluster.network.subnetIds, its private subnets in two zones";
    const ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
    const fix: Fix = { kind: "inTurn", fixes: ids.map((id, index) => set(at("subnetIds", index), id)) };
    return [{ path: at("vpcId"), message, fix: { ...fix, note: "the IDs of its private subnets" } }];
  }
  return [];
}

/** What says how the stack makes a network says nothing of one that exists. */
function ownKeyProblems(network: Reading<EksNetworkInput>, zones: unknown): Problem[] {
  const [cidr, zoneIds] = [network.field("cidr").value, network.field("zoneIds").value];
  const set: readonly (readonly [Path, unknown])[] = [
    [["cluster", "zones"], zones],
    [at("cidr"), cidr],
    [at("zoneIds"), zoneIds],
    [at("natPerZone"), network.field("natPerZone").valid || undefined],
    [at("endpoints"), network.field("endpoints").valid || undefined],
  ];
  return set
    .filter(([, value]) => value !== undefined)
    .map(([path]) => ({
      path,
      message:
        "is for a network that the stack makes, and cluster.network names one that exists: expected one of the two",
      fix: remove(path),
    }));
}

function zoneCountProblems(zones: Reading<number | undefined>, zoneIds: Reading<string[] | undefined>): Problem[] {
  const [count, ids] = [zones.valid, zoneIds.valid];
  if (count === undefined || ids === undefined || count === ids.length) return [];
  const path = ["cluster", "zones"];
  const message = `${count} does not fit cluster.network.zoneIds, which has ${ids.length}: expected only one of the two keys`;
  return [{ path, message, fix: remove(path) }];
}

function cidrProblems(
  cidr: Reading<string | undefined>,
  zones: Reading<number | undefined>,
  zoneIds: Reading<string[] | undefined>,
): Problem[] {
  const text = cidr.valid;
  if (text === undefined) return [];
  const found = cidrFault(text, zoneIds.valid?.length ?? zones.valid ?? DEFAULT_ZONES);
  if (!found) return [];
  const path = at("cidr");
  const fix = found.instead === DEFAULT_CIDR ? remove(path, `takes ${DEFAULT_CIDR}`) : set(path, found.instead);
  return [{ path, message: `${JSON.stringify(text)} ${found.fault}`, fix }];
}

/** In China some services' endpoints have other names than elsewhere, which nothing here knows. */
function endpointProblems(endpoints: boolean | undefined, region: string | undefined): Problem[] {
  if (!endpoints || !region?.startsWith("cn-")) return [];
  const path = at("endpoints");
  const message = `true does not work in ${region}: expected false, since this program does not know the names of endpoints in China`;
  return [{ path, message, fix: set(path, false) }];
}

function zoneProblems(zoneIds: readonly string[]): Problem[] {
  const usable = zoneIds.filter((id) => !ZONES_WITHOUT_EKS.includes(id));
  const outside = zoneIds.flatMap((id, index): Problem[] => {
    if (!ZONES_WITHOUT_EKS.includes(id)) return [];
    const message = `${id} is a zone that EKS does not run in: expected another one of the region`;
    const path = at("zoneIds", index);
    return [{ path, message, fix: new Set(usable).size < 2 ? remove(at("zoneIds")) : remove(path) }];
  });
  return [...outside, ...repetitionProblems("zoneIds", zoneIds, remove(at("zoneIds")))];
}

/** Elements that stand in a list twice; what is left of it must be two at least. */
function repetitionProblems(name: "zoneIds" | "subnetIds", ids: readonly string[], tooFew: Fix): Problem[] {
  return ids.flatMap((id, index): Problem[] => {
    if (ids.indexOf(id) === index) return [];
    const path = at(name, index);
    const fix = new Set(ids).size < 2 ? tooFew : remove(path);
    return [{ path, message: `${id} is in the list already: expected each of them once`, fix }];
  });
}
