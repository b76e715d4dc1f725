import { structuredPatch } from "diff";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import { stringify } from "yaml";
import { CATALOGUE, POLICIES } from "../../policies/catalogue";
import { type MeshPolicy, PROFILES } from "../../policies/engine/policy";
import { named, SETTINGS_HEAD, settingsRows, table } from "../../policies/documentation";
import { BOOKINFO_PLAN } from "./mesh-plan";
import { CONFIG, MUTATIONS, namesIn } from "./mutations/all";
import { type Mutation } from "./mutations/mutation";
import { report } from "./run-pack";
import { type TestResource, type TestStack } from "./test-stack";
import { meshOf } from "./valid-mesh";

/** The folder of the pages, one for each policy, in the repository. */
export const FOLDER = "docs/policies";

/** The policies' pages by their file's name. The examples are run through the pack as they are written. */
export async function policyPages(): Promise<Record<string, string>> {
  const pages: [string, string][] = [];
  for (const [area, policies] of Object.entries(CATALOGUE)) {
    for (const policy of policies) pages.push([`${policy.name}.md`, await page(policy, area)]);
  }
  return Object.fromEntries(pages);
}

async function page(policy: MeshPolicy, area: string): Promise<string> {
  const { name, description, remediationSteps, levels } = policy;
  const text = [
    `# ${name}`,
    `<!-- written by \`npm run docs\` from policies/${area}/${name}.ts and the mutations in tests/policies: change those -->`,
    description,
    `**To fix:** ${remediationSteps}`,
    await examples(name),
    "## Levels",
    table(PROFILES, [PROFILES.map((profile) => levels[profile])]),
    ...settings(policy),
    "## Exceptions",
    exception(name),
    "## See also",
    seeAlso(policy),
  ].join("\n\n");
  return (await format("page.md", text, { printWidth: 120 })).code;
}

async function examples(policy: string): Promise<string> {
  const own = MUTATIONS.filter((mutation) => mutation.policy === policy);
  const shown = own.find(({ twin }) => twin) ?? own[0];
  if (!shown) throw new Error(`${policy} has no mutation to show`);
  const [valid, names] = [meshOf(BOOKINFO_PLAN), namesIn(BOOKINFO_PLAN, 0)];
  const refused = shown.mutate(valid, BOOKINFO_PLAN, names);
  const parts = [
    "## What it refuses",
    sentence(shown),
    difference(valid, refused),
    quoted(await told(policy, refused)),
  ];
  const passing = shown.twin?.(valid, BOOKINFO_PLAN, names);
  parts.push(
    "## What passes",
    passing
      ? `This is like it, and valid:\n\n${difference(valid, passing)}`
      : "The mesh above as it was before, with the lines marked `-`.",
  );
  return parts.join("\n\n");
}

function sentence({ what }: Mutation): string {
  return `For example ${what}. This is what changes a valid mesh so:`;
}

async function told(policy: string, stack: TestStack): Promise<string> {
  const reports = await report(POLICIES, stack, { config: CONFIG });
  const own = reports.find((one) => one.policy === policy);
  if (!own) throw new Error(`${policy} says nothing of its own example`);
  return own.message;
}

function quoted(message: string): string {
  return ["It says:", message.replace(/^/gm, "> ")].join("\n\n");
}

/** What one stack has otherwise than another, resource by resource, as a patch of their YAML. */
function difference(from: TestStack, to: TestStack): string {
  const [before, after] = [from, to].map(({ all }) => new Map(all.map((resource) => [resource.name, text(resource)])));
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  const patches = names.flatMap((name) => {
    const [one = "", other = ""] = [before?.get(name), after?.get(name)];
    return one === other ? [] : [patch(name, one, other)];
  });
  return ["```diff", ...patches, "```"].join("\n");
}

function patch(name: string, one: string, other: string): string {
  const { hunks } = structuredPatch(name, name, one, other, "", "", { context: 4 });
  return [`# ${name}`, ...hunks.flatMap(({ lines }) => lines.filter((line) => !line.startsWith("\\")))].join("\n");
}

/** A resource as its YAML, with its options before it where they say anything. */
function text({ type, properties, parent, dependencies, protect, ignoreChanges, provider }: TestResource): string {
  const options = {
    ...(parent !== undefined && { parent }),
    ...(dependencies.length > 0 && { dependsOn: dependencies }),
    ...(protect && { protect }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    provider: provider?.name ?? "none",
  };
  return stringify({ type, options, properties }, { lineWidth: 0, aliasDuplicateObjects: false });
}

function settings(policy: MeshPolicy): string[] {
  const rows = settingsRows(policy);
  return rows.length === 0 ? [] : ["## Settings", table(SETTINGS_HEAD, rows)];
}

function exception(name: string): string {
  const entry = { resource: "RESOURCE-NAME", reason: "why this is right here", expires: "YYYY-MM-DD" };
  return [
    "In `policies/exceptions/STACK.json`, until the day that it names ([more](../../policies/README.md#exceptions)):",
    ["```json", JSON.stringify({ [name]: [entry] }), "```"].join("\n"),
  ].join("\n\n");
}

function seeAlso({ url, codes }: MeshPolicy): string {
  return [
    `- [What it rests on](${url})`,
    ...(codes.length > 0 ? [`- The same is told by: ${codes.map(named).join(", ")}`] : []),
    "- [All policies](../../policies/README.md), [how they run in CI](../policies-in-ci.md)",
  ].join("\n");
}

/** Writes the pages anew, and removes those of policies that are gone. */
async function main(): Promise<void> {
  const folder = join(__dirname, "../..", FOLDER);
  mkdirSync(folder, { recursive: true });
  const pages = await policyPages();
  for (const file of readdirSync(folder)) if (!(file in pages)) rmSync(join(folder, file));
  for (const [file, content] of Object.entries(pages)) writeFileSync(join(folder, file), content);
}

if (require.main === module) void main();
