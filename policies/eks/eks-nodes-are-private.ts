import { definePolicy } from "../engine/policy";
import { demandToSeeSubnets, nodeGroups, subnetsOf } from "../objects/eks";

export const eksNodesArePrivate = definePolicy({
  name: "eks-nodes-are-private",
  description: "The nodes of an EKS cluster have no public addresses, and SSH to them is not open to everyone.",
  severity: "high",
  codes: ["CIS 5.4.3", "CKV_AWS_100"],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
  remediationSteps:
    "put the node group into private subnets (mapPublicIpOnLaunch: false), and give remoteAccess sourceSecurityGroupIds or leave it out.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: nodeGroups,
  check({ resource }, { each, report }) {
    each(subnetsOf(resource), ({ name, properties }) => {
      if (properties.at("mapPublicIpOnLaunch").flag())
        report(`node group ${resource.name}: nodes in subnet ${name} get public addresses`);
    });
    each([resource], demandToSeeSubnets);
    const access = resource.properties.at("remoteAccess");
    if (access.at("ec2SshKey").isAbsent) return;
    if (access.at("sourceSecurityGroupIds").items().length === 0)
      report(`node group ${resource.name}: SSH to its nodes is open to everyone`);
  },
});
