import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { eksClusters } from "../objects/eks";

export const eksVersionIsSupported = definePolicy({
  name: "eks-version-is-supported",
  description:
    "An EKS cluster names its Kubernetes version, and one in standard support. Without one it is whatever is newest on the day, and old ones cost six times as much.",
  severity: "medium",
  codes: ["CKV_AWS_339", "EKS.2"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  remediationSteps: "set version to a supported one, and raise it one minor version at a time.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: { oldest: text("1.33", "The oldest Kubernetes version that is accepted, as 1.MINOR.", "^1\\.[0-9]+$") },
  subjects: eksClusters,
  check({ resource }, { settings, report }) {
    const version = resource.properties.at("version").text();
    if (version === undefined) report(`EKS cluster ${resource.name} names no version`);
    else if (minor(version) < minor(settings.oldest)) {
      report(`EKS cluster ${resource.name}: version ${version} is older than ${settings.oldest}`);
    }
  },
});

function minor(version: string): number {
  return Number(/^1\.(\d+)/.exec(version)?.[1] ?? 0);
}
