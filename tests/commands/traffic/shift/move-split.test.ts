import assert from "node:assert/strict";
import { onlyToChange } from "../../../../commands/traffic/shift/move-split";
import { sha256 } from "../../../../commands/traffic/shift/shift-record";

const FILE = "config: {}\n";
const URN = "urn:pulumi:test::x::kubernetes:networking.istio.io/v1:VirtualService::reviews-routes";

describe("an update of a shift", () => {
  it("takes no preview where the file is as the shift's last update left it, and changes what that one changed", () => {
    assert.deepEqual(onlyToChange({ changed: [URN], file: sha256(FILE) }, FILE), [URN]);
  });

  it("takes one at first, after a change of the file, and where nothing is known to have changed", () => {
    const left = { changed: [URN], file: sha256(FILE) };
    assert.equal(onlyToChange(undefined, FILE), undefined);
    assert.equal(onlyToChange(left, `${FILE}# by somebody else\n`), undefined);
    assert.equal(onlyToChange({ ...left, changed: [] }, FILE), undefined);
  });
});
