import { POLICIES } from "../policies/catalogue";
import { type Finding, type Review } from "./review";
import { shortStackName } from "./stack-name";

/**
 * A review as SARIF 2.1.0, which code scanning services show beside the code. A policy speaks of a resource and not of a
 * line, so findings are shown at the stack's config, and their logical location is the resource's URN.
 */
export function renderSarif(review: Review): string {
  const findings = [...review.violations, ...review.unchecked];
  return JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "bookinfo-mesh policies",
              rules: POLICIES.map(({ name, description, remediationSteps, url, codes, severity }) => ({
                id: name,
                shortDescription: { text: name.replaceAll("-", " ") },
                fullDescription: { text: description },
                help: { text: `To mend: ${remediationSteps}` },
                helpUri: url,
                properties: { tags: codes, severity },
              })),
            },
          },
          invocations: [
            {
              executionSuccessful: review.verdict !== "failed",
              toolExecutionNotifications: review.errors.map((text) => ({ level: "error", message: { text } })),
            },
          ],
          results: findings.map((finding) => resultOf(finding, review.stack)),
        },
      ],
    },
    undefined,
    2,
  );
}

function resultOf({ policy, level, resource, urn, message, remedy }: Finding, stack: string) {
  return {
    ruleId: policy,
    level: level === "mandatory" ? "error" : "warning",
    message: { text: remedy === undefined ? message : `${message}\nTo mend: ${remedy}` },
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
