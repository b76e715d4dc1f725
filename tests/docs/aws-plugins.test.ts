import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const repo = join(__dirname, "../..");
const json = (file: string) => JSON.parse(readFileSync(join(repo, file), "utf8")) as { [key: string]: unknown };

describe("the page about AWS", () => {
  const page = readFileSync(join(repo, "docs/aws.md"), "utf8");

  it("names each plugin that Pulumi downloads: the program's own, and those that pulumi-eks names besides", () => {
    const ours = json("package.json")["dependencies"] as Record<string, string>;
    const theirs = json("node_modules/@pulumi/eks/package.json")["dependencies"] as Record<string, string>;
    for (const name of ["@pulumi/aws", "@pulumi/kubernetes"]) {
      const versions = [ours[name], theirs[name]?.replace(/^\^/, "")];
      for (const version of versions) assert.ok(page.includes(`${version}`), `${name} ${version} is not on the page`);
    }
    assert.ok(page.includes(`pulumi-eks ${ours["@pulumi/eks"]}`));
  });

  it("names the tool that the plugin of pulumi-eks can't do without, and its version", () => {
    assert.match(page, /AWS CLI.*version 2\.7 or later/);
  });
});
