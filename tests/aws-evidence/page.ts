import { table } from "../../policies/documentation";
import { MODEL_SOURCE, MODELLED } from "../environment/simulated-aws/api-model/api-model";
import { REPLACING } from "../environment/simulated-aws/rules/replacing";
import { RULES } from "../environment/simulated-aws/rules/rules";
import { ASSERTIONS, BACKINGS, UNPROVEN } from "./assertions";
import { DEFECTS } from "./defects";

/** What stands in docs/aws-evidence.md. */
export function evidencePage(): string {
  return `# What backs the tests for AWS

Nothing here was ever run on AWS. \`npm run docs\` writes this page from the tests themselves.

${table(["backed by", "what that is"], Object.entries(BACKINGS))}

## Tests

${table(
  ["test", "backed by", "file"],
  ASSERTIONS.map(({ title, backedBy, file }) => [title, backedBy.join(", "), `\`${file}\``]),
)}

## What the simulated AWS refuses

Properties that the typings of \`@pulumi/aws\`, \`@pulumi/eks\` and \`@pulumi/kubernetes\` do not have, or miss. Values of ${MODELLED.length}
resource types that AWS's API model refuses (${MODEL_SOURCE}). And what these rules refuse, each with a case that breaks it in
\`tests/environment/simulated-aws/rules\`:

${table(
  ["rule", "backed by", "source"],
  RULES.map(({ name, backing, source }) => [name, backing, source]),
)}

## What replaces a resource

${table(
  ["resource type", "properties", "source"],
  Object.entries(REPLACING).map(([type, { properties, source }]) => [
    `\`${type}\``,
    properties.map((property) => `\`${property}\``).join(", ") || "none",
    source,
  ]),
)}

## Fifteen things that were wrong

${table(
  ["what", "fixed how", "the test that fails without it"],
  DEFECTS.map(({ what, fix, file, test }) => [what, fix, `${test} (\`${file}\`)`]),
)}

## What was never proven

${UNPROVEN.map((one) => `- ${one}`).join("\n")}
`;
}
