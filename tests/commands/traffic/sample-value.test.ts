import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleValues } from "../../../commands/traffic/sample-value";
import { stringMatches } from "../../../mesh/traffic/request-match";
import { type StringMatch } from "../../../mesh/traffic/string-shape";

const words = fc.stringMatching(/^[a-z0-9@._-]{1,12}$/);
const regexes = fc.constantFrom(
  "user-.*",
  ".+@example\\.com",
  "test\\d+",
  "(alice|bob)",
  "(?i)beta-[a-c]{2}",
  "(?P<group>blue|green)-\\d",
  "\\Aada\\z",
  "[^a-z]+",
  ".*",
);
const conditions: fc.Arbitrary<StringMatch> = fc.oneof(
  words.map((exact) => ({ exact })),
  words.map((prefix) => ({ prefix })),
  regexes.map((regex) => ({ regex })),
);

describe("sample values", () => {
  it("all meet the condition, and there is one (any condition that a header can meet)", () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        const values = sampleValues(condition);
        assert.notEqual(values.length, 0);
        for (const value of values) assert.ok(stringMatches(condition, value), value);
      }),
    );
  });

  it("are the same every time", () => {
    assert.deepEqual(sampleValues({ regex: "user-.*" }), sampleValues({ regex: "user-.*" }));
  });

  it("begin with the plainest", () => {
    assert.equal(sampleValues({ prefix: "beta-" })[0], "beta-");
    assert.match(sampleValues({ regex: ".+@example\\.com" })[0] ?? "", /^\w+@example\.com$/);
  });

  it("are never such that a header would lose them on the way", () => {
    assert.deepEqual(sampleValues({ exact: " roundrobin" }), []);
    assert.deepEqual(sampleValues({ exact: "" }), []);
    assert.deepEqual(sampleValues({ exact: "naïve" }), []);
    assert.equal(sampleValues({ prefix: "" }).includes(""), false);
  });

  it("are none where the expression is beyond what can be made up", () => {
    assert.deepEqual(sampleValues({ regex: "\\pN+" }), []);
  });
});
