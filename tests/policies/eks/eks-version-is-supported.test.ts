import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksVersionIsSupported } from "../../../policies/eks/eks-version-is-supported";
import { describePolicy } from "../describe-policy";

describePolicy(eksVersionIsSupported, {
  accepts: [
    {
      when: "an older version, where that is accepted",
      change: (mesh) => mesh.set("cluster", "version", "1.30"),
      settings: { oldest: "1.30" },
    },
  ],
  refuses: [
    {
      when: "a version that is too old, be its number the greater text",
      change: (mesh) => mesh.set("cluster", "version", "1.9"),
      saying: ["cluster: EKS cluster cluster: version 1.9 is older than 1.33"],
    },
  ],
  unknown: {
    when: "the version",
    change: (mesh) => mesh.set("cluster", "version", unknownValue),
    saying: ["cluster: eks-version-is-supported could not check cluster: version is not known before the update"],
  },
  absent: {
    when: "the version",
    change: (mesh) => mesh.unset("cluster", "version"),
    saying: ["cluster: EKS cluster cluster names no version"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster names no version"] },
});
