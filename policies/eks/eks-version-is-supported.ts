import { inStandardSupport, supportOnEks } from "../../mesh/versions/kubernetes-on-eks";
import { minorOf } from "../../mesh/versions/kubernetes-version";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { eksClusters } from "../objects/eks";
import { NotKnown } from "../resources/value";

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
  settings: {
    oldest: text(
      "supported",
      "The oldest Kubernetes version that is accepted, as 1.MINOR; `supported` accepts those in standard support on the day.",
      "^(supported|1\\.[0-9]+)$",
    ),
  },
  subjects: eksClusters,
  check({ resource }, { settings, today, report }) {
    const version = resource.properties.at("version").text();
    if (version === undefined) {
      report(`EKS cluster ${resource.name} names no version`);
      return;
    }
    // Of a version that is newer than all that are known nothing can be said against it.
    if (settings.oldest === "supported" && supportOnEks(version, today).kind === "unknown") return;
    const oldest = settings.oldest === "supported" ? inStandardSupport(today)[0] : settings.oldest;
    if (oldest === undefined) throw new NotKnown("the support calendar of EKS for this day", "is newer than this pack");
    if (minorOf(version) < minorOf(oldest)) {
      report(`EKS cluster ${resource.name}: version ${version} is older than ${oldest}`);
    }
  },
});
