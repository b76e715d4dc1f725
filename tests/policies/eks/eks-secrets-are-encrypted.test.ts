import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksSecretsAreEncrypted } from "../../../policies/eks/eks-secrets-are-encrypted";
import { describePolicy } from "../describe-policy";

describePolicy(eksSecretsAreEncrypted, {
  refuses: [
    {
      when: "no encryption of Secrets",
      change: (mesh) => mesh.set("cluster", "encryptionConfig.resources", []),
      saying: ["cluster: EKS cluster cluster: its Secrets are not encrypted with a KMS key"],
    },
  ],
  unknown: {
    when: "what is encrypted",
    change: (mesh) => mesh.set("cluster", "encryptionConfig", unknownValue),
    saying: [
      "cluster: eks-secrets-are-encrypted could not check cluster: encryptionConfig is not known before the update",
    ],
  },
  absent: {
    when: "the encryption",
    change: (mesh) => mesh.unset("cluster", "encryptionConfig"),
    saying: ["cluster: EKS cluster cluster: its Secrets are not encrypted with a KMS key"],
  },
  empty: {
    resource: "cluster",
    saying: ["cluster: EKS cluster cluster: its Secrets are not encrypted with a KMS key"],
  },
});
