import { type Fix, run } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Path } from "../../mesh/config-path";
import { type Zone, ZONES_WITHOUT_EKS } from "../../mesh/network/zones";

/** A subnet that the config names, as AWS has it. */
export interface GivenSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: Zone;
}

const SUBNETS: Path = ["cluster", "network", "subnetIds"];

/**
 * What keeps subnets from being a cluster's: another VPC, a zone that EKS does not run in, or all of them in one zone
 * (docs.aws.amazon.com, Subnet requirements for clusters).
 */
export function givenSubnetProblems(vpcId: string, subnets: readonly GivenSubnet[]): Problem[] {
  const fix = listSubnets(vpcId);
  const single = subnets.flatMap((subnet, index): Problem[] => {
    const path = [...SUBNETS, index];
    if (subnet.vpcId !== vpcId) {
      const message = `${subnet.id} is in ${subnet.vpcId}: expected a subnet of ${vpcId}, which cluster.network.vpcId names`;
      return [{ path, message, fix }];
    }
    if (!ZONES_WITHOUT_EKS.includes(subnet.zone.id)) return [];
    const message = `${subnet.id} is in ${subnet.zone.id}, a zone that EKS does not run in: expected one in another zone`;
    return [{ path, message, fix }];
  });
  const zones = new Set(subnets.map(({ zone }) => zone.id));
  if (single.length > 0 || zones.size > 1) return single;
  const message = `all are in ${[...zones].join(", ")}: expected subnets in two zones at least`;
  return [{ path: SUBNETS, message, fix }];
}

function listSubnets(vpcId: string): Fix {
  const filter = ["--filters", `Name=vpc-id,Values=${vpcId}`];
  const columns = ["--query", "Subnets[].[SubnetId,AvailabilityZoneId]", "--output", "text"];
  return run(["aws", "ec2", "describe-subnets", ...filter, ...columns], { note: "lists its subnets and their zones" });
}
