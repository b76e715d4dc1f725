import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { eksClusters } from "../objects/eks";

export const eksAccessIsByEntries = definePolicy({
  name: "eks-access-is-by-entries",
  description:
    "Who may use an EKS cluster is said by access entries, not by the aws-auth ConfigMap, which one wrong edit turns into a cluster that nobody can enter.",
  severity: "medium",
  codes: [],
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  remediationSteps: "set accessConfig.authenticationMode to API (or API_AND_CONFIG_MAP on the way there).",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: { allowsBoth: flag(true, "Whether API_AND_CONFIG_MAP is accepted.") },
  profileSettings: { strict: { allowsBoth: false } },
  subjects: eksClusters,
  check({ resource }, { settings, report }) {
    // EKS takes CONFIG_MAP for a cluster that says nothing.
    const mode = resource.properties.at("accessConfig", "authenticationMode").text() ?? "CONFIG_MAP";
    if (mode === "CONFIG_MAP" || (mode === "API_AND_CONFIG_MAP" && !settings.allowsBoth)) {
      report(`EKS cluster ${resource.name}: authenticationMode is ${mode}`);
    }
  },
});
