import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackNames } from "../../../commands/completion/stack-names";

describe("the names in a stack's file", () => {
  let folder: string;

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "names-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function names(config: string, stack = "dev") {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: bookinfo-mesh\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), config);
    const { stacks, services, rulesOf, versionsOf } = stackNames(folder, stack);
    return { stacks, services, rules: rulesOf("reviews"), all: rulesOf(undefined), versions: versionsOf("reviews") };
  }

  it("are its services, their rules and versions, with those that others deploy", () => {
    const config = `config:
  bookinfo-mesh:services:
    shop:
      versions: { blue: { version: blue }, green: { version: green } }
  bookinfo-mesh:traffic:
    reviews:
      rules: [{ name: testers, match: {}, weights: { v1: 100 } }]
      default: { weights: { v2: 100 } }
`;
    assert.deepEqual(names(config), {
      stacks: ["dev"],
      services: ["reviews", "shop"],
      rules: ["testers", "default"],
      all: ["testers", "default"],
      versions: ["v1", "v2", "v3"],
    });
    assert.deepEqual(stackNames(folder, "org/bookinfo-mesh/dev").versionsOf("shop"), ["blue", "green"]);
  });

  it("are without Bookinfo's where it is not deployed, and without versions that are left out", () => {
    assert.deepEqual(names("config: { bookinfo-mesh:bookinfo: { enabled: false } }").services, []);
    const chosen = "config: { bookinfo-mesh:bookinfo: { versions: { reviews: [v1, v3] } } }";
    assert.deepEqual(names(chosen).versions, ["v1", "v3"]);
  });

  for (const config of ["", "config: [", "config: 5", "config: { bookinfo-mesh:traffic: { reviews: { rules: 7 } } }"])
    it(`are as many as can be read of: ${config}`, () => {
      assert.deepEqual(names(config).all, ["default"]);
    });

  it("are those of the program where a stack has no file", () => {
    assert.deepEqual(names("", "absent").versions, ["v1", "v2", "v3"]);
  });
});
