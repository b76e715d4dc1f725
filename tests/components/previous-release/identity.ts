import { type Registration } from "../recorder";

/**
 * Properties that make a resource another one when they change, by type; those of every object of Kubernetes besides.
 * Only what the program sets is here (pulumi-kubernetes, provider/pkg/clients/unstructured.go and forceNewProperties;
 * pulumi-aws' schema).
 */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/subnet:Subnet": ["vpcId", "availabilityZone", "cidrBlock"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/route:Route": ["routeTableId", "destinationCidrBlock"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/eip:Eip": ["domain"],
  "aws:ec2/natGateway:NatGateway": ["subnetId", "allocationId"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["name", "namePrefix"],
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role", "policyArn"],
  "aws:eks/nodeGroup:NodeGroup": ["nodeGroupName", "clusterName", "nodeRoleArn", "subnetIds", "instanceTypes"],
  "eks:index:Cluster": ["name", "vpcId", "publicSubnetIds", "privateSubnetIds"],
  "pulumi:providers:kubernetes": ["clusterIdentifier"],
  "kubernetes:helm.sh/v3:Release": ["name", "namespace"],
  "kubernetes:apps/v1:Deployment": ["spec.selector"],
  "kubernetes:core/v1:Secret": ["type", "immutable"],
};

const OF_OBJECTS = ["metadata.name", "metadata.namespace"];

/** What of a resource's inputs may not change as long as it is to stay the same resource. */
export function identity({ type, inputs }: Registration): Readonly<Record<string, unknown>> {
  const paths = [...(type.startsWith("kubernetes:") ? OF_OBJECTS : []), ...(IDENTITY[type] ?? [])];
  return Object.fromEntries(
    paths.flatMap((path) => {
      const value = path
        .split(".")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], inputs);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}
