import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksClusterIsProtected } from "../../../policies/eks/eks-cluster-is-protected";
import { describePolicy } from "../describe-policy";

describePolicy(eksClusterIsProtected, {
  refuses: [
    {
      when: "a cluster that can be deleted",
      change: (mesh) => mesh.change("cluster", { protect: false }),
      saying: ["cluster: EKS cluster cluster is not protected"],
    },
  ],
  unknown: {
    when: "everything else about it, which does not matter",
    change: (mesh) => mesh.set("cluster", "vpcConfig", unknownValue),
    saying: [],
  },
  absent: { when: "everything else about it", change: (mesh) => mesh.unset("cluster", "vpcConfig"), saying: [] },
  empty: { resource: "cluster", saying: [] },
});
