import { type iam } from "@pulumi/aws";

/** What the controller marks as its own, whichever cluster it is of. */
const OWN_TAG = "elbv2.k8s.aws/cluster";

/** Whether a tag is on what is acted on, or is given to it by the action. */
const isTagged = { Null: { [`aws:ResourceTag/${OWN_TAG}`]: "false" } };
const tagsIt = { Null: { [`aws:RequestTag/${OWN_TAG}`]: "false" } };
/** The mark itself is neither given nor taken away later. */
const keepsTag = { Null: { [`aws:ResourceTag/${OWN_TAG}`]: "false", [`aws:RequestTag/${OWN_TAG}`]: "true" } };

const LOOKS: readonly string[] = [
  ...["AccountAttributes", "Addresses", "AvailabilityZones", "InternetGateways", "Vpcs", "VpcPeeringConnections"],
  ...["Subnets", "SecurityGroups", "Instances", "NetworkInterfaces", "Tags", "RouteTables", "CoipPools", "IpamPools"],
].map((what) => `ec2:Describe${what}`);

const LOOKS_AT_BALANCERS: readonly string[] = [
  ...["LoadBalancers", "LoadBalancerAttributes", "Listeners", "ListenerAttributes", "ListenerCertificates"],
  ...["SSLPolicies", "Rules", "TargetGroups", "TargetGroupAttributes", "TargetHealth", "Tags", "TrustStores"],
  "CapacityReservation",
].map((what) => `elasticloadbalancing:Describe${what}`);

const inService = (service: string, ...actions: readonly string[]) => actions.map((action) => `${service}:${action}`);

/**
 * What the AWS Load Balancer Controller may do, as far as network load balancers for Services need it (its own
 * docs/install/iam_policy.json, v3.5.0, without what is for Ingresses, WAF, Shield and Cognito): it changes and removes
 * nothing that does not bear its mark, but for rules of security groups and listeners, which bear none as they are
 * made.
 */
export function loadBalancerPolicy(partition: string): iam.PolicyDocument {
  const ec2 = (resource: string) => `arn:${partition}:ec2:*:*:${resource}`;
  const elb = (...resources: string[]) => resources.map((one) => `arn:${partition}:elasticloadbalancing:*:*:${one}`);
  const balancers = elb("targetgroup/*/*", "loadbalancer/net/*/*");
  const allow = (
    actions: readonly string[],
    Resource: string | string[],
    Condition?: iam.PolicyStatement["Condition"],
  ) => ({
    Effect: "Allow" as const,
    Action: [...actions],
    Resource,
    ...(Condition && { Condition }),
  });
  return {
    Version: "2012-10-17",
    Statement: [
      allow(["iam:CreateServiceLinkedRole"], "*", {
        StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" },
      }),
      allow([...LOOKS, ...inService("ec2", "GetCoipPoolUsage", "GetSecurityGroupsForVpc"), ...LOOKS_AT_BALANCERS], "*"),
      allow(inService("acm", "ListCertificates", "DescribeCertificate"), "*"),
      // The nodes' group is the cluster's, which EKS has made.
      allow(inService("ec2", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"), "*"),
      allow(inService("ec2", "CreateSecurityGroup"), "*"),
      allow(inService("ec2", "CreateTags"), ec2("security-group/*"), {
        ...tagsIt,
        StringEquals: { "ec2:CreateAction": "CreateSecurityGroup" },
      }),
      allow(inService("ec2", "CreateTags", "DeleteTags"), ec2("security-group/*"), keepsTag),
      allow(inService("ec2", "DeleteSecurityGroup"), "*", isTagged),
      allow(inService("elasticloadbalancing", "CreateLoadBalancer", "CreateTargetGroup"), "*", tagsIt),
      allow(inService("elasticloadbalancing", "AddTags"), balancers, {
        ...tagsIt,
        StringEquals: { "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"] },
      }),
      allow(inService("elasticloadbalancing", "AddTags", "RemoveTags"), balancers, keepsTag),
      allow(inService("elasticloadbalancing", "AddTags", "RemoveTags"), elb("listener/net/*/*/*")),
      allow(
        inService(
          "elasticloadbalancing",
          ...["ModifyLoadBalancerAttributes", "SetIpAddressType", "SetSecurityGroups", "SetSubnets"],
          ...["DeleteLoadBalancer", "ModifyTargetGroup", "ModifyTargetGroupAttributes", "DeleteTargetGroup"],
          ...["ModifyListenerAttributes", "ModifyCapacityReservation", "ModifyIpPools"],
        ),
        "*",
        isTagged,
      ),
      allow(inService("elasticloadbalancing", "RegisterTargets", "DeregisterTargets"), elb("targetgroup/*/*")),
      allow(
        inService(
          "elasticloadbalancing",
          ...["CreateListener", "DeleteListener", "ModifyListener"],
          ...["AddListenerCertificates", "RemoveListenerCertificates"],
        ),
        "*",
      ),
    ],
  };
}
