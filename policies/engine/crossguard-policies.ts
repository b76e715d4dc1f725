import {
  type Policies,
  type ReportViolation,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import { type StackView } from "../objects/stack-view";
import { exceptionsSchema, excuseFor, whyEnded } from "./exceptions";
import { frameworkOf } from "./frameworks";
import { checkedPolicy, exceptionsPolicy, type PolicySettings } from "./own-policies";
import { platformOutputs } from "./platform-output";
import { type ReadGuarantees } from "./platform-settings";
import { type MeshPolicy } from "./policy";
import { policyPage } from "./policy-page";
import { formatReport } from "./report-text";
import { Session } from "./session";

/**
 * The policies as CrossGuard runs them, and after them the engine's own two.
 *
 * @param today the day (UTC, `YYYY-MM-DD`) that exceptions and versions are held against
 * @param readGuarantees reads what the stack guarantees that installs the mesh
 */
export function crossGuardPolicies(
  policies: readonly MeshPolicy[],
  today: string,
  readGuarantees: ReadGuarantees = platformOutputs(),
): Policies {
  const session = new Session(readGuarantees);
  return [
    ...policies.map((policy, turn) => crossGuardPolicy(policy, turn, session, today)),
    checkedPolicy(session, today),
    exceptionsPolicy(session),
  ];
}

function crossGuardPolicy(policy: MeshPolicy, turn: number, session: Session, today: string): Policies[number] {
  const judge = (view: StackView, settings: PolicySettings, report: ReportViolation) => {
    const { violations, unchecked } = policy.evaluate(view, settings, today);
    session.unchecked.push(...unchecked.map((one) => ({ ...one, policy: policy.name })));

    for (const { message, resource } of violations) {
      const excuse = excuseFor(resource, settings.exceptions ?? [], today);
      if (excuse.kind === "excused") {
        session.used.push({ policy: policy.name, exception: excuse.exception, resource });
        continue;
      }
      const remedy = [policy.remediationSteps, ...excuse.ended.map(whyEnded)].join("\n  ");
      report(formatReport({ kind: "violation", message, remedy }), resource?.urn);
    }
  };

  if (policy.stage === "resource") {
    return {
      ...metadataOf(policy),
      validateResource(args, report) {
        const view = session.seeResource(turn, args);
        const settings = args.getConfig<PolicySettings>();
        session.seeSettings(policy.name, settings);
        judge(view, settings, report);
      },
    } satisfies ResourceValidationPolicy;
  }
  return {
    ...metadataOf(policy),
    // Each keeps the inputs itself: CrossGuard does not show them to a policy that is disabled, so none may do it for
    // all.
    validateResource: (args) => {
      session.seeResource(turn, args);
      session.seeSettings(policy.name, args.getConfig<PolicySettings>());
    },
    validateStack(args, report) {
      const settings = args.getConfig<PolicySettings>();
      session.seeSettings(policy.name, settings);
      judge(session.seeStack(policy.name, args.resources), settings, report);
    },
  } satisfies ResourceValidationPolicy & StackValidationPolicy;
}

/** What Pulumi shows of a policy, and what its config may say. */
function metadataOf(policy: MeshPolicy) {
  const { name, description, severity, remediationSteps, levels, codes, settings } = policy;
  const schemas = Object.fromEntries(Object.entries(settings).map(([key, { schema }]) => [key, schema]));
  return {
    name,
    description,
    severity,
    url: policyPage(policy),
    remediationSteps,
    enforcementLevel: levels.prod,
    tags: [...codes],
    framework: frameworkOf(policy),
    configSchema: { properties: { ...schemas, exceptions: exceptionsSchema } },
  };
}
