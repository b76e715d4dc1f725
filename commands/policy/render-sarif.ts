import { type Log, type ReportingDescriptor, type Result, type Run } from "sarif";
import { EXCEPTIONS_POLICY } from "../../policies/engine/report-text";
import { shortStackName } from "../stack/stack-name";
import { KEPT, PACK } from "./pack";
import { type Finding, type Review } from "./review";

/** Every policy that a finding may be of. */
const RULES = [...PACK.filter(({ name }) => name !== EXCEPTIONS_POLICY), KEPT];

/**
 * A review as SARIF 2.1.0, which code scanning services show beside the code. A policy speaks of a resource and not of
 * a line, so findings are shown at the stack's config, and their logical location is the resource's URN.
 */
export function renderSarif(review: Review): string {
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [runOf(review)],
  };
  return JSON.stringify(log, undefined, 2);
}

function runOf({ stack, violations, unchecked, errors }: Review): Run {
  return {
    tool: { driver: { name: "bookinfo-mesh policies", rules: RULES.map(ruleOf) } },
    invocations: [
      {
        executionSuccessful: errors.length === 0,
        toolExecutionNotifications: errors.map((text) => ({ level: "error", message: { text } })),
      },
    ],
    results: [...violations, ...unchecked].map((finding) => resultOf(finding, stack)),
  };
}

function ruleOf({
  name,
  description,
  remediationSteps,
  url,
  tags,
  severity,
}: (typeof RULES)[number]): ReportingDescriptor {
  return {
    id: name,
    shortDescription: { text: name.replaceAll("-", " ") },
    fullDescription: { text: description },
    help: { text: `To fix: ${remediationSteps}` },
    helpUri: url,
    properties: { tags: tags ?? [], severity },
  };
}

function resultOf({ policy, level, resource, urn, message, remedy }: Finding, stack: string): Result {
  return {
    ruleId: policy,
    level: level === "mandatory" ? "error" : "warning",
    message: { text: remedy === undefined ? message : `${message}\nTo fix: ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `Pulumi.${shortStackName(stack)}.yaml` },
          region: { startLine: 1 },
        },
        logicalLocations: [{ name: resource, fullyQualifiedName: urn ?? resource, kind: "resource" }],
      },
    ],
    partialFingerprints: { finding: `${policy}|${urn ?? resource}|${message}` },
  };
}
