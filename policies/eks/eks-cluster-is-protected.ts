import { definePolicy } from "../engine/policy";
import { eksClusters } from "../objects/eks";

export const eksClusterIsProtected = definePolicy({
  name: "eks-cluster-is-protected",
  description:
    "An EKS cluster cannot be deleted by accident: Pulumi refuses to delete or replace a protected resource.",
  severity: "medium",
  codes: [],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  remediationSteps: "set protect: true in the options of the cluster, or of the component around it.",
  levels: { dev: "disabled", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: eksClusters,
  check({ resource }, { report }) {
    if (!resource.protect) report(`EKS cluster ${resource.name} is not protected`);
  },
});
