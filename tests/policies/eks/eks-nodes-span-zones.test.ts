import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksNodesSpanZones } from "../../../policies/eks/eks-nodes-span-zones";
import { describePolicy } from "../describe-policy";

describePolicy(eksNodesSpanZones, {
  accepts: [
    {
      when: "a third subnet of a zone that is not known",
      change: (mesh) =>
        mesh
          .with("nodes-2", "aws:ec2/subnet:Subnet", { availabilityZone: unknownValue })
          .change("nodes", { propertyDependencies: { subnetIds: ["nodes-0", "nodes-1", "nodes-2"] } }),
    },
  ],
  leavesOpen: [
    {
      when: "two subnets that the stack does not have",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: {}, dependencies: ["cluster"] }),
      saying: ["nodes: eks-nodes-span-zones could not check nodes: some subnet of its nodes is not in the stack"],
    },
  ],
  refuses: [
    {
      when: "subnets of one zone",
      change: (mesh) => mesh.set("nodes-1", "availabilityZone", "ap-northeast-1a"),
      saying: ["nodes: node group nodes is in 1 of at least 2 availability zones"],
    },
    {
      when: "one subnet that the stack does not have",
      change: (mesh) =>
        mesh
          .change("nodes", { propertyDependencies: {}, dependencies: ["cluster"] })
          .set("nodes", "subnetIds", ["subnet-a"]),
      saying: ["nodes: node group nodes has 1 of at least 2 subnets"],
    },
  ],
  unknown: {
    when: "one zone of two",
    change: (mesh) => mesh.set("nodes-1", "availabilityZone", unknownValue),
    saying: [
      "nodes: eks-nodes-span-zones could not check nodes: availabilityZone of its subnets is not known before the update",
    ],
  },
  absent: {
    when: "the subnets",
    change: (mesh) =>
      mesh.change("nodes", { propertyDependencies: {}, dependencies: ["cluster"] }).unset("nodes", "subnetIds"),
    saying: ["nodes: node group nodes has 0 of at least 2 subnets"],
  },
  empty: { resource: "nodes", saying: [] },
});
