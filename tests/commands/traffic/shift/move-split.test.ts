import assert from "node:assert/strict";
import { messageOfTarget, onlyToChange } from "../../../../commands/traffic/shift/move-split";
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

  it("is told in the stack's history by what it does, copies too", () => {
    const about = { service: "reviews", rule: "default" };
    const from = { v2: 100 };
    const moved = messageOfTarget(about, from, { split: { v2: 50, v3: 50 }, mirror: "none" });
    assert.match(moved, /^traffic shift: reviews, default: v2 100 -> 50, v3 0 -> 50 - by \S/);
    const copies = messageOfTarget(about, from, { split: from, mirror: { version: "v3" } });
    assert.match(copies, /^traffic shift: reviews, default: copies to v3 - by \S/);
    assert.match(messageOfTarget(about, from, { split: from, mirror: "none" }), /default: no copies - by \S/);
  });
});
