import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import { POLICIES } from "./catalogue";
import { withSections } from "./documentation";
import { PROFILES } from "./engine/policy";
import { profileConfig } from "./profile";

/** The files that are made from the pack, by their path in this folder, as they should be now. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const readme = withSections(readFileSync(join(__dirname, "README.md"), "utf8"));
  const files: [path: string, content: Promise<string>][] = [
    ["README.md", formatted("README.md", readme)],
    ...PROFILES.map((profile): [string, Promise<string>] => [
      `profiles/${profile}.json`,
      formatted("profile.json", JSON.stringify(profileConfig(POLICIES, profile))),
    ]),
  ];
  return Object.fromEntries(await Promise.all(files.map(async ([path, content]) => [path, await content] as const)));
}

async function formatted(file: string, text: string): Promise<string> {
  return (await format(file, text, { printWidth: 120 })).code;
}

async function main(): Promise<void> {
  for (const [path, content] of Object.entries(await generatedFiles())) writeFileSync(join(__dirname, path), content);
}

if (require.main === module) void main();
