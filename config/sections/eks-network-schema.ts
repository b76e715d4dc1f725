import { z } from "zod";
import { DEFAULT_CIDR, MOST_ZONES } from "../../mesh/network/subnets";
import { isZoneId } from "../../mesh/network/zones";
import { key } from "../schema/about-key";
import { typed } from "../schema/values";

// EC2's IDs: eight hexadecimal digits once, seventeen since 2018.
const idOf = (kind: "vpc" | "subnet") => typed(z.string().regex(new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`)));

const subnetId = key(idOf("subnet"), {
  meaning: "one of its subnets, in which nodes are",
  expected: "the ID of a subnet, such as subnet-0123456789abcdef0",
  example: "subnet-0123456789abcdef0",
});

const zoneId = key(typed(z.string().refine(isZoneId)), {
  meaning: "one of them",
  expected: "the ID of an availability zone, such as apne1-az4: a name means another zone in each account",
  example: "apne1-az4",
});

/** The network of a cluster on EKS. What goes with what is a rule between values. */
export const eksNetworkSchema = key(
  z
    .strictObject({
      // Whether these two are set makes a difference where the VPC is one that exists.
      cidr: key(typed(z.string()).optional(), {
        meaning: "EKS: the addresses of the VPC; they can't be changed later",
        expected: "a network such as 10.0.0.0/16",
        default: DEFAULT_CIDR,
      }),
      zoneIds: key(z.array(zoneId).min(2).max(MOST_ZONES).optional(), {
        meaning: "EKS: the availability zones by their IDs; `pulumi up` tells the command that pins those in use",
        expected: `a list of 2 to ${MOST_ZONES} zone IDs`,
        parts: [
          { at: [0], value: "apne1-az4" },
          { at: [1], value: "apne1-az1" },
        ],
      }),
      natPerZone: key(z.boolean().default(false), {
        meaning: "EKS: whether each zone has a NAT gateway of its own, and so a way out while another zone is down",
        expected: "true or false",
      }),
      endpoints: key(z.boolean().default(false), {
        meaning: "EKS: whether nodes reach AWS' own services inside of the VPC, not through the NAT gateway",
        expected: "true or false",
      }),
      vpcId: key(idOf("vpc").optional(), {
        meaning: "EKS: a VPC that exists, in the place of one that the stack makes",
        expected: "the ID of a VPC, such as vpc-0123456789abcdef0",
        example: "vpc-0123456789abcdef0",
      }),
      subnetIds: key(z.array(subnetId).min(2).optional(), {
        meaning: "EKS: with `vpcId`: its private subnets, in two zones at least, each with a way out",
        expected: "a list of at least 2 subnet IDs",
        parts: [
          { at: [0], value: "subnet-0123456789abcdef0" },
          { at: [1], value: "subnet-0123456789abcdef1" },
        ],
      }),
    })
    .prefault({}),
  {
    meaning: "EKS: the network that the cluster is in",
    expected: "{cidr, zoneIds, natPerZone, endpoints} or {vpcId, subnetIds}",
    parts: [{ at: ["natPerZone"] }],
  },
);

export type EksNetworkInput = z.output<typeof eksNetworkSchema>;
