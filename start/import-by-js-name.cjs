/**
 * Has `import("./file.js")` find `file.ts`: TypeScript wants a dynamic import to name the file that would be compiled,
 * and here none is.
 *
 * Relies on: `Module._resolveFilename`, by which Node's `require` finds files.
 * Noticed by: every command with sub-commands, which are loaded once they are asked for
 */
const { Module } = require("node:module");

const resolve = Module._resolveFilename;

Module._resolveFilename = function resolveFilename(request, parent, ...others) {
  const isOwn = request.startsWith(".") && request.endsWith(".js") && parent?.filename?.endsWith(".ts");
  if (isOwn) {
    try {
      return resolve.call(this, `${request.slice(0, -".js".length)}.ts`, parent, ...others);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return resolve.call(this, request, parent, ...others);
};
