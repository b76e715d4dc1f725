import { definePolicy } from "../engine/policy";
import { eksClusters } from "../objects/eks";

export const eksSecretsAreEncrypted = definePolicy({
  name: "eks-secrets-are-encrypted",
  description: "The Secrets of an EKS cluster are encrypted with a key of KMS that is the owner's own.",
  severity: "high",
  codes: ["CIS 5.3.1", "CKV_AWS_58", "EKS.3", "CT.EKS.PR.2"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
  remediationSteps: 'set encryptionConfig to resources ["secrets"] and provider.keyArn to the ARN of a KMS key.',
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: eksClusters,
  check({ resource }, { report }) {
    const encrypted = resource.properties.at("encryptionConfig", "resources").texts();
    if (!encrypted.includes("secrets"))
      report(`EKS cluster ${resource.name}: its Secrets are not encrypted with a KMS key`);
  },
});
