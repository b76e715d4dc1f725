// What Node loads before it runs the program (Pulumi.yaml names it as an argument of Node's). A command as short as a change of
// weights is mostly start-up: this makes it shorter than an empty program's. `npm run bench` measures it.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { enableCompileCache, Module } = require("node:module");
const { join } = require("node:path");

const cache = join(module.path, "..", "node_modules", ".cache", "program");
const withoutTypes = join(cache, "without-types");

// The compiled form of every file, Pulumi's thousand among them, is kept from one command to the next. Node has it from 22.8 on.
enableCompileCache?.(join(cache, "compiled"));

mkdirSync(withoutTypes, { recursive: true });
Module._extensions[".ts"] = (loading, file) => loading._compile(javaScriptOf(readFileSync(file, "utf8"), file), file);

/** What is left of a TypeScript file without its types, line by line, so that stack traces need no source maps. */
function javaScriptOf(source, file) {
  const kept = join(withoutTypes, createHash("sha256").update(source).digest("hex"));
  try {
    return readFileSync(kept, "utf8");
  } catch {
    const { code } = require("sucrase").transform(source, {
      transforms: ["typescript", "imports"],
      disableESTransforms: true,
      filePath: file,
    });
    // Two commands may do this at the same time: no one must ever read half a file.
    const unfinished = `${kept}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, kept);
    return code;
  }
}

// What follows must come before Pulumi's runtime, which Node loads next.
require("./lazy-packages");

// Pulumi takes a stack trace for every resource, and has each of its own files in it looked up in a source map. Nobody sees them.
const sourceMaps = require.resolve("source-map-support/register", { paths: [require.resolve("@pulumi/pulumi")] });
require.cache[sourceMaps] = Object.assign(new Module(sourceMaps), { loaded: true });
