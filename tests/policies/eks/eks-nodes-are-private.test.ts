import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksNodesArePrivate } from "../../../policies/eks/eks-nodes-are-private";
import { describePolicy } from "../describe-policy";

describePolicy(eksNodesArePrivate, {
  accepts: [
    {
      when: "SSH for a security group",
      change: (mesh) => mesh.set("nodes", "remoteAccess", { ec2SshKey: "key", sourceSecurityGroupIds: ["sg-1"] }),
    },
  ],
  refuses: [
    {
      when: "nodes with public addresses",
      change: (mesh) => mesh.set("nodes-0", "mapPublicIpOnLaunch", true),
      saying: ["nodes: node group nodes: nodes in subnet nodes-0 get public addresses"],
    },
    {
      when: "SSH for everyone",
      change: (mesh) => mesh.set("nodes", "remoteAccess", { ec2SshKey: "key" }),
      saying: ["nodes: node group nodes: SSH to its nodes is open to everyone"],
    },
  ],
  leavesOpen: [
    {
      when: "a subnet that the stack does not have",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: { subnetIds: ["nodes-0"] } }),
      saying: ["nodes: eks-nodes-are-private could not check nodes: some subnet of its nodes is not in the stack"],
    },
  ],
  unknown: {
    when: "what a subnet does",
    change: (mesh) => mesh.set("nodes-0", "mapPublicIpOnLaunch", unknownValue),
    saying: ["nodes: eks-nodes-are-private could not check nodes: mapPublicIpOnLaunch is not known before the update"],
  },
  absent: { when: "what a subnet does", change: (mesh) => mesh.unset("nodes-0", "mapPublicIpOnLaunch"), saying: [] },
  empty: { resource: "nodes", saying: [] },
});
