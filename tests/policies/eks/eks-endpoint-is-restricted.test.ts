import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksEndpointIsRestricted } from "../../../policies/eks/eks-endpoint-is-restricted";
import { describePolicy } from "../describe-policy";

describePolicy(eksEndpointIsRestricted, {
  accepts: [
    {
      when: "an endpoint that is closed to the internet",
      change: (mesh) =>
        mesh.set("cluster", "vpcConfig", { endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }),
    },
  ],
  refuses: [
    {
      when: "one that is open to everyone, by IPv4 and IPv6",
      change: (mesh) => mesh.set("cluster", "vpcConfig.publicAccessCidrs", ["192.0.2.0/24", "0.0.0.0/0", "::/0"]),
      saying: [
        "cluster: EKS cluster cluster: its API server is open to 0.0.0.0/0",
        "cluster: EKS cluster cluster: its API server is open to ::/0",
      ],
    },
  ],
  unknown: {
    when: "the networks",
    change: (mesh) => mesh.set("cluster", "vpcConfig.publicAccessCidrs", unknownValue),
    saying: [
      "cluster: eks-endpoint-is-restricted could not check cluster: vpcConfig.publicAccessCidrs is not known before the update",
    ],
  },
  absent: {
    when: "everything about the network, which EKS takes for everyone",
    change: (mesh) => mesh.unset("cluster", "vpcConfig"),
    saying: ["cluster: EKS cluster cluster: its API server is open to 0.0.0.0/0"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster: its API server is open to 0.0.0.0/0"] },
});
