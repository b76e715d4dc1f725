import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { eksClusters } from "../objects/eks";

const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const eksControlPlaneIsLogged = definePolicy({
  name: "eks-control-plane-is-logged",
  description:
    "An EKS cluster sends the logs of its control plane to CloudWatch. What was not logged cannot be looked up after an incident.",
  severity: "medium",
  codes: ["CIS 2.1.1", "CKV_AWS_37", "EKS.8"],
  url: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
  remediationSteps: `set enabledClusterLogTypes to ${LOGS.join(", ")}.`,
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: { logs: texts(LOGS, "The logs that must be on.") },
  subjects: eksClusters,
  check({ resource }, { settings, report }) {
    const on = resource.properties.at("enabledClusterLogTypes").texts();
    const missing = settings.logs.filter((log) => !on.includes(log));
    if (missing.length > 0) report(`EKS cluster ${resource.name}: not logged: ${missing.join(", ")}`);
  },
});
