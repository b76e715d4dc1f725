import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundlePack } from "./bundle";

/**
 * Writes the pack into a folder of its own, which needs nothing of this project: to be put beside other programs, or
 * published with `pulumi policy publish`.
 */
export function exportPack(folder: string): void {
  mkdirSync(folder, { recursive: true });
  bundlePack(join(folder, "index.js"));
  for (const part of ["PulumiPolicy.yaml", "README.md", "profiles", "serve"]) {
    cpSync(join(__dirname, part), join(folder, part), { recursive: true });
  }
  const { name, version, description, license, dependencies } = JSON.parse(
    readFileSync(join(__dirname, "package.json"), "utf8"),
  ) as Record<string, unknown>;
  const manifest = { name, version, description, license, main: "index.js", dependencies };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function main([folder]: readonly string[]): void {
  if (folder === undefined) {
    console.error("Name the folder to write the pack into:  npm run export -w policies -- FOLDER");
    process.exitCode = 2;
    return;
  }
  // npm runs this in policies/; the folder is meant as seen from where npm was called.
  const target = resolve(process.env["INIT_CWD"] ?? process.cwd(), folder);
  exportPack(target);
  console.log(`The pack is in ${target}. There:  npm install`);
}

if (require.main === module) main(process.argv.slice(2));
