import assert from "node:assert/strict";
import fc from "fast-check";
import { fingerprint } from "../../../sandbox/toolchain/fingerprint";

const inputs = fc.array(fc.string({ unit: "binary" }));

describe("fingerprint", () => {
  it("is the same for the same inputs, and fit for a file name", () => {
    fc.assert(
      fc.property(inputs, (some) => {
        assert.equal(fingerprint(some), fingerprint([...some]));
        assert.match(fingerprint(some), /^[0-9a-f]{16}$/);
      }),
    );
  });

  it("tells any two lists of inputs apart, also those that read the same when joined", () => {
    fc.assert(
      fc.property(inputs, inputs, (some, others) => {
        fc.pre(JSON.stringify(some) !== JSON.stringify(others));
        assert.notEqual(fingerprint(some), fingerprint(others));
      }),
    );
    assert.notEqual(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
    assert.notEqual(fingerprint(["1:a"]), fingerprint(["", "a"]));
  });

  it("takes bytes for the text that they are", () => {
    assert.equal(fingerprint([Buffer.from("Bücher")]), fingerprint(["Bücher"]));
  });
});
