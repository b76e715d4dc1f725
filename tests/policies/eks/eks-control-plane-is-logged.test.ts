import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksControlPlaneIsLogged } from "../../../policies/eks/eks-control-plane-is-logged";
import { describePolicy } from "../describe-policy";

describePolicy(eksControlPlaneIsLogged, {
  accepts: [
    {
      when: "the logs that are asked for",
      change: (mesh) => mesh.set("cluster", "enabledClusterLogTypes", ["audit"]),
      settings: { logs: ["audit"] },
    },
  ],
  refuses: [
    {
      when: "logs that are off",
      change: (mesh) => mesh.set("cluster", "enabledClusterLogTypes", ["api", "audit", "scheduler"]),
      saying: ["cluster: EKS cluster cluster: not logged: authenticator, controllerManager"],
    },
  ],
  unknown: {
    when: "the logs",
    change: (mesh) => mesh.set("cluster", "enabledClusterLogTypes", unknownValue),
    saying: [
      "cluster: eks-control-plane-is-logged could not check cluster: enabledClusterLogTypes is not known before the update",
    ],
  },
  absent: {
    when: "the logs",
    change: (mesh) => mesh.unset("cluster", "enabledClusterLogTypes"),
    saying: ["cluster: EKS cluster cluster: not logged: api, audit, authenticator, controllerManager, scheduler"],
  },
  empty: {
    resource: "cluster",
    saying: ["cluster: EKS cluster cluster: not logged: api, audit, authenticator, controllerManager, scheduler"],
  },
});
