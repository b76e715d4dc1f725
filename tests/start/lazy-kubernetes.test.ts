import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { LOADER } from "../node-with-loader";

/** What a script prints in a process of its own, which has `client` and `isLoaded()`. */
function printed(script: string): string {
  const before = `
    const name = require.resolve("@kubernetes/client-node");
    const isLoaded = () => Object.keys(require.cache).filter((file) => file.includes("@kubernetes/client-node")).length > 1;
    const client = require(name);`;
  return execFileSync(process.execPath, [...LOADER, "--eval", before + script], { encoding: "utf8" }).trim();
}

describe("the client of Kubernetes' API", () => {
  it("is not loaded with the commands, whose help needs none", () => {
    const files = ["bench", "policy", "security", "traffic"].map((name) =>
      JSON.stringify(join(__dirname, `../../commands/${name}/cli.ts`)),
    );
    const loads = files.map((file) => `await require(${file}).loadCommand([]);`).join("");
    assert.equal(printed(`(async () => { ${loads} console.log(isLoaded()); })();`), "false");
  });

  it("is there as soon as it is used", () => {
    assert.equal(
      printed(`console.log(new client.KubeConfig() instanceof client.KubeConfig, isLoaded());`),
      "true true",
    );
  });
});
