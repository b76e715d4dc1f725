import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  encryptedKeys,
  removeSalts,
  saltIn,
  stackConfigFile,
  withSalt,
} from "../../../../commands/stack/sandbox/config-file";

const config = `# The sandbox's stack.
config:
  bookinfo-mesh:istioVersion: 1.31.1 # as the charts
  bookinfo-mesh:traffic:
    reviews:
      default: {v2: 100}
`;
const salted = `${config}encryptionsalt: v1:abc=:v1:def\n`;

describe("the salt in a stack's config", () => {
  it("is found", () => {
    assert.equal(saltIn(salted), "v1:abc=:v1:def");
    assert.equal(saltIn(config), undefined);
  });

  it("is taken out with all else left, comments too", () => {
    const without = withSalt(salted, undefined);
    assert.equal(saltIn(without), undefined);
    assert.equal(without, config);
  });

  it("leaves a file as it was written when it goes as it came", () => {
    assert.equal(withSalt(withSalt(config, "v1:abc=:v1:def"), undefined), config);
  });

  it("is replaced by another, wherever it stands", () => {
    const other = withSalt(`encryptionsalt: v1:abc=:v1:def\n${config}`, "v1:new=:v1:er");
    assert.equal(other, `${config}encryptionsalt: v1:new=:v1:er\n`);
  });

  it("leaves a file without salt exactly as it is", () => {
    const odd = "config:   {a:   1}\n\n\n# end";
    assert.equal(withSalt(odd, undefined), odd);
  });
});

describe("encrypted values in a stack's config", () => {
  it("are found by their full key", () => {
    const secrets = `config:
  bookinfo-mesh:token:
    secure: v1:abc
  bookinfo-mesh:istio:
    values:
      gateway:
        config:
          secure: v1:def
  bookinfo-mesh:plain: secure
`;
    assert.deepEqual(encryptedKeys(secrets), ["bookinfo-mesh:token", "bookinfo-mesh:istio.values.gateway.config"]);
  });

  it("are none in a plain config", () => assert.deepEqual(encryptedKeys(config), []));
});

describe("the salt in the config of several clones", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "clones-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is taken out of each that can be written, and the others are named", () => {
    const [odd = "", good = "", gone = ""] = ["odd", "good", "gone"].map((name) => join(folder, name));
    mkdirSync(stackConfigFile(odd), { recursive: true }); // a folder, which nobody can write to as to a file
    mkdirSync(good);
    writeFileSync(stackConfigFile(good), salted);
    assert.match(removeSalts([odd, good, gone]) ?? "", /^not in .*odd: EISDIR[^;]*$/);
    assert.equal(readFileSync(stackConfigFile(good), "utf8"), config);
    assert.equal(removeSalts([good, gone]), undefined);
  });
});
