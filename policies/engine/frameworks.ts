import { type PolicyComplianceFramework } from "@pulumi/policy";
import { type Metadata } from "./policy";

const FRAMEWORKS = [
  {
    prefix: "IST",
    name: "Istio configuration analysis",
    version: "1.31",
    specification: "https://istio.io/latest/docs/reference/config/analysis/",
  },
  {
    prefix: "KIA",
    name: "Kiali validations",
    version: "2",
    specification: "https://kiali.io/docs/features/validations/",
  },
  {
    prefix: "CIS",
    name: "CIS Amazon EKS Benchmark",
    version: "1.5.0",
    specification: "https://www.cisecurity.org/benchmark/kubernetes",
  },
  {
    prefix: "CKV",
    name: "Checkov",
    version: "3",
    specification: "https://www.checkov.io/5.Policy%20Index/terraform.html",
  },
  {
    prefix: "EKS",
    name: "AWS Security Hub",
    version: "1.0.0",
    specification: "https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html",
  },
];

/** The rule book that a policy's first code comes from; the pack's own where no other has the rule. */
export function frameworkOf({ codes, url }: Pick<Metadata, "codes" | "url">): PolicyComplianceFramework {
  const book = FRAMEWORKS.find(({ prefix }) => codes[0]?.startsWith(prefix));
  if (!book) return { name: "bookinfo-mesh", version: "1", reference: "own rule", specification: url };
  const { name, version, specification } = book;
  return { name, version, specification, reference: codes.join(", ") };
}
