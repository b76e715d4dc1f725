/* global require, exports, __dirname */
const { join } = require("node:path");

/**
 * Bundles the pack's sources, and those of mesh/ that they use, into one file of JavaScript that needs @pulumi/policy
 * alone.
 *
 * @param {string} outfile where to write it
 */
exports.bundlePack = (outfile) => {
  require("esbuild").buildSync({
    entryPoints: [join(__dirname, "pack.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["@pulumi/policy"],
    logLevel: "error",
  });
};
