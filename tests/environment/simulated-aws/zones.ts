/**
 * Zones in which a cluster's subnets can't be, by their IDs
 * (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html; eksctl, pkg/az/az.go).
 */
export const ZONES_WITHOUT_EKS: readonly string[] = ["use1-az3", "usw1-az2", "cac1-az3"];

/**
 * The zones of some regions as one account may see them. Which name is which zone differs from account to account; here
 * the zone without EKS comes first in us-east-1, which is the worst that can be.
 */
const ZONES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "ap-northeast-1": { a: "apne1-az4", c: "apne1-az1", d: "apne1-az2" },
  "us-east-1": {
    a: "use1-az3",
    b: "use1-az1",
    c: "use1-az2",
    d: "use1-az4",
    e: "use1-az5",
    f: "use1-az6",
  },
};

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export function zonesOf(region: string): Zone[] {
  return Object.entries(ZONES[region] ?? {}).map(([letter, id]) => ({ name: `${region}${letter}`, id }));
}

/** The ID of a zone that is named `us-east-1a`; empty for one that there is not. */
export function zoneId(name: string): string {
  return zonesOf(name.slice(0, -1)).find((zone) => zone.name === name)?.id ?? "";
}
