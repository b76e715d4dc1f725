import { type Actions, TF } from "./sources";

const TAGS = { create: ["ec2:CreateTags"], update: ["ec2:CreateTags", "ec2:DeleteTags"] };

/** What the parts of a network and of nodes need. */
export const EC2_ACTIONS: Readonly<Record<string, Actions>> = {
  "aws:ec2/eip:Eip": {
    read: ["ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute"],
    create: ["ec2:AllocateAddress", ...TAGS.create],
    update: ["ec2:AssociateAddress", "ec2:DisassociateAddress", ...TAGS.update],
    delete: ["ec2:DisassociateAddress", "ec2:ReleaseAddress"],
    source: `${TF}/ec2/ec2_eip.go`,
  },
  "aws:ec2/internetGateway:InternetGateway": {
    read: ["ec2:DescribeInternetGateways"],
    create: ["ec2:CreateInternetGateway", "ec2:AttachInternetGateway", ...TAGS.create],
    update: ["ec2:AttachInternetGateway", "ec2:DetachInternetGateway", ...TAGS.update],
    delete: ["ec2:DetachInternetGateway", "ec2:DeleteInternetGateway"],
    source: `${TF}/ec2/vpc_internet_gateway.go`,
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    read: ["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"],
    create: ["ec2:CreateLaunchTemplate", ...TAGS.create],
    update: ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate", ...TAGS.update],
    delete: ["ec2:DeleteLaunchTemplate"],
    source: `${TF}/ec2/ec2_launch_template.go`,
  },
  "aws:ec2/natGateway:NatGateway": {
    read: ["ec2:DescribeNatGateways"],
    create: ["ec2:CreateNatGateway", ...TAGS.create],
    update: [...TAGS.update],
    delete: ["ec2:DeleteNatGateway"],
    source: `${TF}/ec2/vpc_nat_gateway.go`,
  },
  "aws:ec2/route:Route": {
    read: ["ec2:DescribeRouteTables"],
    create: ["ec2:CreateRoute"],
    update: ["ec2:ReplaceRoute"],
    delete: ["ec2:DeleteRoute"],
    source: `${TF}/ec2/vpc_route.go`,
  },
  "aws:ec2/routeTable:RouteTable": {
    read: ["ec2:DescribeRouteTables"],
    create: ["ec2:CreateRouteTable", ...TAGS.create],
    update: [...TAGS.update],
    delete: ["ec2:DisassociateRouteTable", "ec2:DeleteRouteTable"],
    source: `${TF}/ec2/vpc_route_table.go`,
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    read: ["ec2:DescribeRouteTables"],
    create: ["ec2:AssociateRouteTable"],
    update: ["ec2:ReplaceRouteTableAssociation"],
    delete: ["ec2:DisassociateRouteTable"],
    source: `${TF}/ec2/vpc_route_table_association.go`,
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    read: ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules"],
    create: [
      "ec2:CreateSecurityGroup",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupEgress",
      ...TAGS.create,
    ],
    update: [
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
      "ec2:RevokeSecurityGroupEgress",
      ...TAGS.update,
    ],
    delete: ["ec2:DescribeNetworkInterfaces", "ec2:DeleteSecurityGroup"],
    source: `${TF}/ec2/vpc_security_group.go`,
  },
  "aws:ec2/subnet:Subnet": {
    read: ["ec2:DescribeSubnets"],
    create: ["ec2:CreateSubnet", "ec2:ModifySubnetAttribute", ...TAGS.create],
    update: ["ec2:ModifySubnetAttribute", ...TAGS.update],
    delete: ["ec2:DescribeNetworkInterfaces", "ec2:DeleteSubnet"],
    source: `${TF}/ec2/vpc_subnet.go`,
  },
  "aws:ec2/vpc:Vpc": {
    read: [
      "ec2:DescribeVpcs",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
    ],
    create: ["ec2:CreateVpc", "ec2:ModifyVpcAttribute", ...TAGS.create],
    update: ["ec2:ModifyVpcAttribute", ...TAGS.update],
    delete: ["ec2:DeleteVpc"],
    source: `${TF}/ec2/vpc_.go`,
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    read: ["ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists", "ec2:DescribeVpcEndpointServices"],
    create: ["ec2:CreateVpcEndpoint", ...TAGS.create],
    update: ["ec2:ModifyVpcEndpoint", ...TAGS.update],
    delete: ["ec2:DeleteVpcEndpoints"],
    source: `${TF}/ec2/vpc_endpoint.go`,
  },
};
