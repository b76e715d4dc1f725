import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { remove } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { pulumiCommand, renderFix } from "../../config/problem/render-fix";
import { isFields } from "../../mesh/fields";
import { MOST_ZONES, type ZoneSubnets } from "../../mesh/network/subnets";
import { type Zone, ZONES_WITHOUT_EKS } from "../../mesh/network/zones";
import { givenSubnetProblems } from "./given-subnets";
import { type FormerResource } from "./stack-state";
import { chooseZones, pin, type PresentSubnet } from "./zone-choice";

/** The network of a cluster: one that the stack makes over some zones, or one that exists. */
export type NetworkPlan =
  | { readonly zones: readonly Zone[]; readonly vpcId?: undefined }
  | { readonly vpcId: string; readonly subnetIds: readonly string[]; readonly zones?: undefined };

/** What the cluster's network is to be, or why it can't be. */
export type Planned =
  | { readonly plan: NetworkPlan; readonly problems?: undefined }
  | { readonly problems: readonly Problem[]; readonly plan?: undefined };

/** How the subnet of a zone is named, by which it is found again. */
export function subnetName(clusterName: string, kind: keyof ZoneSubnets, zone: number): string {
  return `${clusterName}-${kind}-${zone}`;
}

/** The tag of what belongs to a cluster's network. */
export function clusterTag(clusterName: string): string {
  return `kubernetes.io/cluster/${clusterName}`;
}

/**
 * Settles where the cluster's network is. Subnets that the stack has made stay in their zones, whatever AWS' list of
 * zones begins with.
 */
export async function planNetwork(config: EksClusterConfig, former: readonly FormerResource[]): Promise<Planned> {
  const present = presentSubnets(config.name, former);
  const { vpcId, subnetIds = [] } = config.network;
  if (vpcId !== undefined) {
    const subnets = await Promise.all(subnetIds.map(givenSubnet));
    const problems = [...(present.length > 0 ? [moveOfVpc(vpcId)] : []), ...givenSubnetProblems(vpcId, subnets)];
    return problems.length > 0 ? { problems } : { plan: { vpcId, subnetIds } };
  }
  const { region, zones: available } = await availableZones();
  const chosen = chooseZones(config, { region, available, present });
  if (chosen.problem) return { problems: [chosen.problem] };
  // Once for each `pulumi up`, which has a preview first.
  if (!config.network.zoneIds && !pulumi.runtime.isDryRun()) tellPin(chosen.zones);
  return { plan: { zones: chosen.zones } };
}

/** Those in which every account can have a cluster: no local or wavelength zones, and none that EKS leaves out. */
async function availableZones(): Promise<{ readonly region: string; readonly zones: Zone[] }> {
  const {
    names,
    zoneIds = [],
    region,
  } = await aws.getAvailabilityZones({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    excludeZoneIds: [...ZONES_WITHOUT_EKS],
  });
  return { region, zones: names.map((name, index) => ({ name, id: zoneIds[index] ?? name })) };
}

/** The private subnets that the stack has made for a cluster of that name, by zone. */
function presentSubnets(clusterName: string, former: readonly FormerResource[]): PresentSubnet[] {
  const made = former.filter(({ type }) => type === "aws:ec2/subnet:Subnet").map(({ outputs }) => outputs);
  return Array.from({ length: MOST_ZONES }, (_, zone) => subnetName(clusterName, "private", zone)).flatMap((name) => {
    const found = made.find(({ tags }) => isFields(tags) && tags["Name"] === name);
    if (!found) return [];
    const { availabilityZone, availabilityZoneId, cidrBlock } = found;
    return [{ zone: { name: String(availabilityZone), id: String(availabilityZoneId) }, cidr: String(cidrBlock) }];
  });
}

async function givenSubnet(id: string) {
  const { availabilityZone, availabilityZoneId, vpcId } = await aws.ec2.getSubnet({ id });
  return { id, vpcId, zone: { name: availabilityZone, id: availabilityZoneId } };
}

function moveOfVpc(vpcId: string): Problem {
  return {
    path: ["cluster", "network", "vpcId"],
    message: `${vpcId} would take the place of the network that the stack has made for the cluster: EKS never moves a cluster to another VPC`,
    fix: remove(["cluster", "network"]),
  };
}

function tellPin(zones: readonly Zone[]): void {
  const command = renderFix(pin(zones), pulumiCommand(process.env));
  const ids = zones.map(({ id }) => id).join(" and ");
  void pulumi.log.info(`The cluster's zones, ${ids}, are AWS' choice. To pin them in the config:  ${command}`);
}
