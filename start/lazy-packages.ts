/**
 * Puts off what Pulumi loads and this program never uses: the TypeScript compiler and npm's tree of installed packages,
 * which serve to turn functions into cloud code. To be imported before Pulumi is.
 *
 * Saves: 0.4 s of processor time in every command.
 * Relies on: Pulumi naming these two packages, and using nothing of them while it is itself being loaded.
 * Noticed by: tests/start/lazy-packages.test.ts
 */
import { Module } from "node:module";

for (const name of ["typescript", "@npmcli/arborist"]) loadWhenUsed(name);

/** Has a package loaded at the first use of something in it, not when it is asked for. */
function loadWhenUsed(name: string): void {
  const file = require.resolve(name, { paths: [require.resolve("@pulumi/pulumi")] });
  if (require.cache[file]) return;

  let loaded: Record<PropertyKey, unknown> | undefined;
  const load = () => {
    if (!loaded) {
      delete require.cache[file];
      // oxlint-disable-next-line typescript/no-require-imports
      loaded = require(file) as Record<PropertyKey, unknown>;
    }
    return loaded;
  };
  const placeholder = new Module(file);
  placeholder.exports = new Proxy(
    {},
    // The mark of a compiled ES module, which keeps TypeScript's `import *` from reading everything at once.
    { get: (_target, key) => (key === "__esModule" ? true : load()[key]) },
  );
  placeholder.loaded = true;
  require.cache[file] = placeholder;
}
