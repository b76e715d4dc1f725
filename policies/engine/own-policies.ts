import { type StackValidationPolicy } from "@pulumi/policy";
import { type Exception, excuseFor, exceptionsSchema } from "./exceptions";
import { CHECKED_POLICY, EXCEPTIONS_POLICY, formatReport } from "./report-text";
import { type Session } from "./session";
import { settingsFrom, texts } from "./settings";

/** What the pack's user says of one policy: its settings and its exceptions. */
export type PolicySettings = Readonly<Record<string, unknown>> & { readonly exceptions?: readonly Exception[] };

/** Tells at the end what the policies could not look at. */
export function checkedPolicy(session: Session, today: string): StackValidationPolicy {
  const allowed = texts([], "Names of policies that may leave something unchecked.");
  return {
    name: CHECKED_POLICY,
    description:
      "Every policy could look at everything that it is about: what a preview does not know yet is not silently passed.",
    severity: "medium",
    enforcementLevel: "mandatory",
    url: "https://www.pulumi.com/docs/insights/policy/",
    remediationSteps:
      "write the value into the program instead of taking it from another resource's output, or allow the policy in " +
      `the config of ${CHECKED_POLICY} ("allowed"), or make an exception for the resource.`,
    configSchema: { properties: { allowed: allowed.schema, exceptions: exceptionsSchema } },
    validateStack(args, report) {
      session.endResources();
      const { exceptions = [], ...config } = args.getConfig<PolicySettings>();
      const settings = settingsFrom({ allowed }, config);
      for (const { policy, resource, why } of session.unchecked) {
        if (settings.allowed.includes(policy)) continue;
        const excuse = excuseFor(resource, exceptions, today);
        if (excuse.kind === "excused") {
          session.used.push({ policy: CHECKED_POLICY, exception: excuse.exception, resource });
          continue;
        }
        const text = formatReport({ kind: "unchecked", policy, ...(resource && { resource: resource.name }), why });
        report(text, resource?.urn);
      }
    },
  };
}

/** Shows at the end what was excused. */
export function exceptionsPolicy(session: Session): StackValidationPolicy {
  return {
    name: EXCEPTIONS_POLICY,
    description: "Shows every exception that was made use of, with its reason and its last day.",
    severity: "low",
    enforcementLevel: "advisory",
    url: "https://www.pulumi.com/docs/insights/policy/",
    remediationSteps: "fix what the exception covers before its last day, then remove it.",
    validateStack(_args, report) {
      session.endResources();
      for (const { policy, exception, resource } of session.used) {
        const { expires, reason } = exception;
        report(formatReport({ kind: "exception", policy, expires, reason }), resource?.urn);
      }
    },
  };
}
