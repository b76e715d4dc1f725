import assert from "node:assert/strict";
import { cacheHome } from "../../../../commands/stack/sandbox/paths";

describe("the folder of the user's caches", () => {
  it("is the one that XDG_CACHE_HOME names", () => assert.equal(cacheHome("/big/disk", "/home/anna"), "/big/disk"));

  for (const configured of [undefined, "", "caches"]) {
    it(`is .cache at home where that is ${JSON.stringify(configured)}`, () => {
      assert.equal(cacheHome(configured, "/home/anna"), "/home/anna/.cache");
    });
  }
});
