import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksAccessIsByEntries } from "../../../policies/eks/eks-access-is-by-entries";
import { describePolicy } from "../describe-policy";

describePolicy(eksAccessIsByEntries, {
  accepts: [
    {
      when: "both, on the way to entries",
      change: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
    },
  ],
  refuses: [
    {
      when: "the ConfigMap alone",
      change: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "CONFIG_MAP"),
      saying: ["cluster: EKS cluster cluster: authenticationMode is CONFIG_MAP"],
    },
    {
      when: "both, where entries alone are accepted",
      change: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
      settings: { allowsBoth: false },
      saying: ["cluster: EKS cluster cluster: authenticationMode is API_AND_CONFIG_MAP"],
    },
  ],
  unknown: {
    when: "the mode",
    change: (mesh) => mesh.set("cluster", "accessConfig", unknownValue),
    saying: ["cluster: eks-access-is-by-entries could not check cluster: accessConfig is not known before the update"],
  },
  absent: {
    when: "the mode",
    change: (mesh) => mesh.unset("cluster", "accessConfig"),
    saying: ["cluster: EKS cluster cluster: authenticationMode is CONFIG_MAP"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster: authenticationMode is CONFIG_MAP"] },
});
