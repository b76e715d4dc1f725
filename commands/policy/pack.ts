import { type StackValidationPolicy } from "@pulumi/policy";
import { POLICIES } from "../../policies/catalogue";
import { crossGuardPolicies } from "../../policies/engine/crossguard-policies";
import { exceptionsSchema, today } from "../../policies/engine/exceptions";

/** The pack's policies as Pulumi knows them, the engine's own two among them. Here they are only read, never run. */
export const PACK = crossGuardPolicies(POLICIES, today());

/** What the review itself refuses: no policy of the pack gets to see what a run does to a resource. */
export const KEPT_POLICY = "long-lived-resources-are-kept";

/** {@link KEPT_POLICY}, as the pack's policies tell of themselves. It is always mandatory. */
export const KEPT: Omit<StackValidationPolicy, "validateStack"> = {
  name: KEPT_POLICY,
  description:
    "No cluster, node group, network or load balancer is replaced or deleted unless that is allowed by name.",
  enforcementLevel: "mandatory",
  severity: "critical",
  url: "https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/#updating-and-replacing-resources",
  remediationSteps: "leave the property that causes it as it was, or allow it by name.",
  configSchema: { properties: { exceptions: exceptionsSchema } },
};
