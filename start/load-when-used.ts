import { Module } from "node:module";

/**
 * Has a package loaded at the first use of something in it, not when it is asked for.
 *
 * @param file as `require.resolve` finds it
 */
export function loadWhenUsed(file: string): void {
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
