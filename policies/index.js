/* global require, process, __dirname */
// What Pulumi starts. It would check the types of every source at every start, which takes seconds, so the sources are
// bundled into one file of JavaScript instead, whenever they have changed; checking types is the job of `npm test`.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } = require("node:fs");
const { join } = require("node:path");
const { bundlePack } = require("./bundle");

const root = join(__dirname, "..");
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

if (!existsSync(bundle)) {
  mkdirSync(folder, { recursive: true });
  const unfinished = `${bundle}.${process.pid}`;
  bundlePack(unfinished);
  // At once, for a second engine that starts at the same time.
  renameSync(unfinished, bundle);
}
require(bundle);
