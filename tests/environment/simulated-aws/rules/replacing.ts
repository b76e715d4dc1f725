const TF = "hashicorp/terraform-provider-aws, internal/service";

/** Properties of a resource type that can't be changed: another value makes it another resource. */
export interface Replacing {
  /** `launchTemplate.id` is a property within another. */
  readonly properties: readonly string[];
  /** Where each of them is said to force a new resource. */
  readonly source: string;
}

/**
 * What replaces a resource of AWS when it changes. pulumi-aws is terraform-provider-aws behind a bridge, which replaces
 * what is ForceNew there. `region` is one of each, and left out.
 */
export const REPLACING: Readonly<Record<string, Replacing>> = {
  "aws:acm/certificate:Certificate": {
    properties: ["domainName", "subjectAlternativeNames", "validationMethod", "keyAlgorithm"],
    source: `${TF}/acm/certificate.go`,
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    properties: ["certificateArn", "validationRecordFqdns"],
    source: `${TF}/acm/certificate_validation.go`,
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    properties: ["name", "namePrefix", "logGroupClass"],
    source: `${TF}/logs/group.go`,
  },
  "aws:ec2/eip:Eip": {
    properties: ["address", "customerOwnedIpv4Pool", "domain", "networkBorderGroup", "publicIpv4Pool"],
    source: `${TF}/ec2/ec2_eip.go`,
  },
  "aws:ec2/internetGateway:InternetGateway": { properties: [], source: `${TF}/ec2/vpc_internet_gateway.go` },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    properties: ["name", "namePrefix"],
    source: `${TF}/ec2/ec2_launch_template.go`,
  },
  "aws:ec2/natGateway:NatGateway": {
    properties: ["allocationId", "connectivityType", "privateIp", "subnetId"],
    source: `${TF}/ec2/vpc_nat_gateway.go`,
  },
  "aws:ec2/route:Route": {
    properties: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    source: `${TF}/ec2/vpc_route.go`,
  },
  "aws:ec2/routeTable:RouteTable": { properties: ["vpcId"], source: `${TF}/ec2/vpc_route_table.go` },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    properties: ["gatewayId", "subnetId"],
    source: `${TF}/ec2/vpc_route_table_association.go`,
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    properties: ["description", "name", "namePrefix", "vpcId"],
    source: `${TF}/ec2/vpc_security_group.go`,
  },
  "aws:ec2/subnet:Subnet": {
    properties: [
      "availabilityZone",
      "availabilityZoneId",
      "cidrBlock",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6IpamPoolId",
      "ipv6Native",
      "ipv6NetmaskLength",
      "outpostArn",
      "vpcId",
    ],
    source: `${TF}/ec2/vpc_subnet.go`,
  },
  "aws:ec2/vpc:Vpc": {
    properties: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    source: `${TF}/ec2/vpc_.go`,
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    properties: ["serviceName", "serviceRegion", "vpcEndpointType", "vpcId"],
    source: `${TF}/ec2/vpc_endpoint.go`,
  },
  "aws:eks/accessEntry:AccessEntry": {
    properties: ["clusterName", "principalArn", "type"],
    source: `${TF}/eks/access_entry.go`,
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    properties: ["accessScope", "clusterName", "policyArn", "principalArn"],
    source: `${TF}/eks/access_policy_association.go`,
  },
  "aws:eks/addon:Addon": { properties: ["addonName", "clusterName"], source: `${TF}/eks/addon.go` },
  "aws:eks/cluster:Cluster": {
    properties: [
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
      "bootstrapSelfManagedAddons",
      "kubernetesNetworkConfig.ipFamily",
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      "name",
      "roleArn",
    ],
    source: `${TF}/eks/cluster.go; encryptionConfig is one as it is taken away, by ForceNewIfChange`,
  },
  "aws:eks/nodeGroup:NodeGroup": {
    properties: [
      "amiType",
      "capacityType",
      "clusterName",
      "diskSize",
      "instanceTypes",
      "launchTemplate.id",
      "launchTemplate.name",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "remoteAccess",
      "subnetIds",
    ],
    source: `${TF}/eks/node_group.go`,
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    properties: ["clusterName", "namespace", "serviceAccount"],
    source: `${TF}/eks/pod_identity_association.go`,
  },
  "aws:iam/policy:Policy": {
    properties: ["description", "name", "namePrefix", "path"],
    source: `${TF}/iam/policy.go`,
  },
  "aws:iam/role:Role": { properties: ["name", "namePrefix", "path"], source: `${TF}/iam/role.go` },
  "aws:iam/rolePolicy:RolePolicy": { properties: ["name", "namePrefix", "role"], source: `${TF}/iam/role_policy.go` },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    properties: ["policyArn", "role"],
    source: `${TF}/iam/role_policy_attachment.go`,
  },
  "aws:kms/alias:Alias": { properties: ["name", "namePrefix"], source: `${TF}/kms/alias.go` },
  "aws:kms/key:Key": {
    properties: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    source: `${TF}/kms/key.go`,
  },
  "aws:route53/record:Record": {
    properties: ["name", "setIdentifier", "type", "zoneId"],
    source: `${TF}/route53/record.go`,
  },
};

type Properties = Readonly<Record<string, unknown>>;

/** The value at a path of inputs. */
export function valueAt(inputs: Properties, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => (at as Properties | undefined)?.[key], inputs);
}

/** Which properties' changes replace a resource of AWS, the first part of each path alone, as a provider tells them. */
export function replacedBy(type: string, before: Properties, after: Properties): string[] {
  const paths = REPLACING[type]?.properties ?? [];
  const changed = paths.filter(
    (path) => JSON.stringify(valueAt(before, path)) !== JSON.stringify(valueAt(after, path)),
  );
  const decrypted =
    type === "aws:eks/cluster:Cluster" && before["encryptionConfig"] && !after["encryptionConfig"]
      ? ["encryptionConfig"]
      : [];
  return [...new Set([...changed.map((path) => path.split(".")[0] ?? path), ...decrypted])];
}
