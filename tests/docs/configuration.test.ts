import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CONFIGURATION_PAGE, configurationPage } from "../../docs/configuration";

describe("docs/configuration.md", () => {
  it("has the keys of the config as the schema has them (npm run docs writes it)", () => {
    // The formatter pads the columns of a table.
    const unpadded = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
    assert.equal(unpadded(readFileSync(CONFIGURATION_PAGE, "utf8")), unpadded(configurationPage()));
  });

  it("has a row for each key with its meaning, default and example, none for what only groups others", () => {
    const page = configurationPage();
    assert.match(page, /\n\| `cluster\.zones` \| EKS: how many [^|]* \| `2` \| `2` \|\n/);
    assert.match(page, /\n\| `egress\.policy` \| [^|]* \| `ALLOW_ANY` \| `REGISTRY_ONLY` \|\n/);
    assert.match(page, /\n\| `caKey` \| [^|]* \| {2}\| what `key\.pem` holds \|\n/);
    assert.match(page, /\n\| `traffic\.<service>\.rules\[\]\.match\.uri\.prefix` \| [^|]* \| {2}\| `\/` \|\n/);
    assert.doesNotMatch(page, /\n\| `traffic\.<service>\.rules` /);
  });
});
