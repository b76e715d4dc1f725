// What Node loads before it runs a command or a test: the program's own way to TypeScript, and what `import()` needs on
// top of it. docs/benchmarks.md has what that saves.
require("./compile-cache.cjs");
require("./strip-types.cjs");
require("./import-by-js-name.cjs");
require("./lazy-kubernetes");
