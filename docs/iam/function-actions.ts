import { type Actions, TF } from "./sources";

/** What the program needs for what it asks AWS. */
export const FUNCTION_ACTIONS: Readonly<Record<string, Actions>> = {
  "aws:cloudwatch/getLogGroups:getLogGroups": {
    read: ["logs:DescribeLogGroups"],
    source: `${TF}/logs/groups_data_source.go`,
  },
  "aws:ec2/getInstanceTypes:getInstanceTypes": {
    read: ["ec2:DescribeInstanceTypes"],
    source: `${TF}/ec2/ec2_instance_types_data_source.go`,
  },
  "aws:ec2/getSubnet:getSubnet": { read: ["ec2:DescribeSubnets"], source: `${TF}/ec2/vpc_subnet_data_source.go` },
  "aws:eks/getAddonVersion:getAddonVersion": {
    read: ["eks:DescribeAddonVersions"],
    source: `${TF}/eks/addon_version_data_source.go`,
  },
  "aws:index/getAvailabilityZones:getAvailabilityZones": {
    read: ["ec2:DescribeAvailabilityZones"],
    source: `${TF}/ec2/ec2_availability_zones_data_source.go`,
  },
  "aws:index/getCallerIdentity:getCallerIdentity": {
    read: ["sts:GetCallerIdentity"],
    source: `${TF}/sts/caller_identity_data_source.go`,
  },
  "aws:index/getPartition:getPartition": { read: [], source: `${TF}/meta/partition_data_source.go` },
  "aws:route53/getZone:getZone": {
    read: ["route53:GetHostedZone", "route53:ListHostedZones", "route53:ListTagsForResource"],
    source: `${TF}/route53/zone_data_source.go`,
  },
  "aws:eks/getNodeGroup:getNodeGroup": {
    read: ["eks:DescribeNodegroup"],
    source: `${TF}/eks/node_group_data_source.go`,
  },
  "aws:lb/getHostedZoneId:getHostedZoneId": { read: [], source: `${TF}/elbv2/hosted_zone_id_data_source.go` },
};
