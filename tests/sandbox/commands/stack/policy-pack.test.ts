import assert from "node:assert/strict";
import { launcher, replacePolicyPacks } from "../../../../sandbox/commands/stack/policy-pack";

const replace = (args: readonly string[]): string[] => replacePolicyPacks(args, (pack) => `<${pack}>`);

describe("policy packs among Pulumi's arguments", () => {
  it("are replaced behind the option", () => {
    assert.deepEqual(replace(["preview", "--policy-pack", "policies", "--diff"]), [
      "preview",
      "--policy-pack",
      "<policies>",
      "--diff",
    ]);
  });

  it("are replaced in the option", () => {
    assert.deepEqual(replace(["up", "--policy-pack=policies"]), ["up", "--policy-pack=<policies>"]);
  });

  it("are replaced each, in a list and where the option is given again", () => {
    assert.deepEqual(replace(["--policy-pack", "a,b", "--policy-pack=c"]), [
      "--policy-pack",
      "<a>,<b>",
      "--policy-pack=<c>",
    ]);
  });

  it("are not looked for in other options or behind --", () => {
    const args = ["up", "--policy-pack-config", "policies", "--", "--policy-pack=policies"];
    assert.deepEqual(replace(args), args);
  });
});

it("a pack's launcher is safe with any folder", () => {
  assert.equal(
    launcher("/it's here/p", "/node", "/loader", "/run"),
    `#!/bin/sh\ncd '/it'\\''s here/p' && exec '/node' --require '/loader' '/run' "$1" .\n`,
  );
});
