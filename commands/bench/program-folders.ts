import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { repoDir, sandbox } from "../stack/sandbox/paths";

/** What a copy of the program does without, or has as a link. */
const NOT_COPIED = ["node_modules", ".git"];

const projectFile = z.looseObject({ runtime: z.looseObject({ options: z.unknown() }) });

/**
 * A copy of the program, with its own copy of the sandbox stack's config: what a benchmark sets there never shows in
 * the repository. `defaultHost` leaves out the project's runtime options, so that Pulumi compiles and type-checks with
 * ts-node.
 */
export function copyProgram(folder: string, host: "own" | "defaultHost"): void {
  cpSync(repoDir, folder, { recursive: true, filter: (source) => !NOT_COPIED.includes(basename(source)) });
  symlinkSync(join(repoDir, "node_modules"), join(folder, "node_modules"));

  const project = projectFile.parse(parse(readFileSync(join(repoDir, "Pulumi.yaml"), "utf8")));
  const { options, ...runtime } = project.runtime;
  const changed = host === "own" ? { ...runtime, options } : runtime;
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ ...project, runtime: changed }));
}

/** The config of the sandbox's stack, in a program's folder. */
export const stackFile = `Pulumi.${sandbox.stack}.yaml`;

/**
 * A program without any resource, in JavaScript, with no dependency but Pulumi itself. `template` is what `pulumi new
 * javascript` writes; `floor` has Pulumi not even get ready for TypeScript, and is the least that a Pulumi program can
 * be.
 */
export function writeEmptyProgram(folder: string, kind: "template" | "floor"): void {
  mkdirSync(join(folder, "node_modules", "@pulumi"), { recursive: true });
  symlinkSync(join(repoDir, "node_modules", "@pulumi", "pulumi"), join(folder, "node_modules", "@pulumi", "pulumi"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", main: "index.js" }));
  const [runtime, program] =
    kind === "template"
      ? ["nodejs", '"use strict";\nconst pulumi = require("@pulumi/pulumi");\n']
      : [{ name: "nodejs", options: { typescript: false } }, ""];
  writeFileSync(join(folder, "index.js"), program);
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: "empty", runtime }));
}
