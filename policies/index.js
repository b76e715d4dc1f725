/* global require, process, console, __dirname */
// What Pulumi starts. It would check the types of every source at every start, which takes seconds, so the sources are
// bundled into one file of JavaScript instead, whenever they have changed; checking types is the job of `npm test`.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } = require("node:fs");
const { join } = require("node:path");
const { bundlePack } = require("./bundle");

const root = join(__dirname, "..");

/** The bundle of the sources as they are now. */
function currentBundle() {
  const sources = ["policies", "mesh"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  const hash = createHash("sha256");
  for (const source of sources.sort()) hash.update(source).update(readFileSync(join(root, source)));

  // Within node_modules, so that the bundle finds the packages that it does not hold.
  const folder = join(root, "node_modules", ".cache", "bookinfo-mesh-policies");
  const bundle = join(folder, `${hash.digest("hex").slice(0, 16)}.js`);
  if (existsSync(bundle)) return bundle;

  mkdirSync(folder, { recursive: true });
  const unfinished = `${bundle}.${process.pid}`;
  bundlePack(unfinished);
  // At once, for a second engine that starts at the same time.
  renameSync(unfinished, bundle);
  return bundle;
}

/**
 * What there is to do where the sources can't be bundled: they need the rest of their project, which a copy of them
 * lacks.
 */
function adviceOn(error) {
  return [
    `The policy pack in ${__dirname} can't be bundled from its sources: ${error.message.split("\n")[0]}`,
    "It is one part of a project: the sources use those in ../mesh, and esbuild makes one file of them.",
    "To fix it within the project:  npm ci  in the project's folder, with its development dependencies.",
    "To have a pack that needs @pulumi/policy alone:  npm run export -w policies -- FOLDER  in the project.",
  ].join("\n");
}

let bundle;
try {
  bundle = currentBundle();
} catch (error) {
  console.error(adviceOn(error));
  process.exit(1);
}
require(bundle);
