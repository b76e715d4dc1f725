import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import { code, table } from "../../../policies/documentation";
import { OF_SAMPLES } from "./choices";
import { CORPUS } from "./corpus";
import { DISAGREEMENTS } from "./disagreements";
import { type Sample } from "./sample";

/** The page that shows what the pack makes of Istio's samples and tasks, by its path in the repository. */
export const PAGE = "docs/policies-corpus.md";

const INTRODUCTION = `# Istio's samples and tasks under the pack

<!-- written by \`npm run docs\` from tests/policies/corpus: change that -->

Every file of Istio's \`samples/\` with objects of its own API or the Gateway API, and every task of its documentation on
traffic management and security that has some, judged by the pack in the profile \`prod\`: each as a stack of its own, on a platform
that another stack made (its gateways, mutual TLS that is STRICT, calls that are refused by default). \`npm test\` judges them as
they are written in \`tests/policies/corpus\`; the tests of the whole environment read the samples from Istio's own source and come to
the same verdicts.

A refusal by choice is that of a policy which demands more than that a mesh works. There are six:`;

const VERDICTS = `\`workloads-are-hardened\` and \`workloads-tolerate-disruption\` refuse the pods of every sample that brings some, and
\`routes-are-resilient\` advises timeouts and retries for every route: they are left out below. **passes**: nothing else refuses it. **choice**: the policies that do, by choice. **fault**: what a policy says of it is true,
and the sentence says what it is.`;

/** The whole page, formatted as `npm run docs` leaves it. */
export async function corpusPage(): Promise<string> {
  const choices = table(
    ["Policy", "What it demands", "What samples do"],
    OF_SAMPLES.map(({ policy, demands, samples }) => [code(policy), demands, samples]),
  );
  const parts = Object.entries(CORPUS).map(([title, samples]) =>
    [`## ${title}`, table(["What", "Verdict", "Why"], samples.map(row))].join("\n\n"),
  );
  const disagreements = [
    "## Where Istio's source and its documentation disagree",
    table(
      ["About", "The documentation", "The source", "The pack"],
      DISAGREEMENTS.map((one) => [one.about, one.documentation, one.source, one.pack]),
    ),
  ].join("\n\n");
  const page = [INTRODUCTION, choices, VERDICTS, ...parts, disagreements].join("\n\n");
  return (await format("page.md", page, { printWidth: 120 })).code;
}

function row({ name, choices = [], faults = [], why }: Sample): string[] {
  const verdicts = [
    ...choices.map((policy) => `choice: ${code(policy)}`),
    ...faults.map((policy) => `fault: ${code(policy)}`),
  ];
  return [name, verdicts.join("<br>") || "passes", why];
}

async function main(): Promise<void> {
  writeFileSync(join(__dirname, "../../..", PAGE), await corpusPage());
}

if (require.main === module) void main();
