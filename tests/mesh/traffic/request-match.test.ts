import assert from "node:assert/strict";
import fc from "fast-check";
import {
  covers,
  describeMatch,
  matches,
  type RequestMatch,
  sameMatch,
  stringMatches,
} from "../../../mesh/traffic/request-match";
import { anyMatch, anyRequest } from "./arbitrary-plan";

describe("request match", () => {
  const user = (exact: string): RequestMatch => ({ headers: { "end-user": { exact } } });

  it("holds only when every condition holds", () => {
    const match: RequestMatch = { ...user("jason"), method: { exact: "GET" }, sourceLabels: { app: "productpage" } };
    const request = { headers: { "end-user": "jason" }, method: "GET", sourceLabels: { app: "productpage" } };
    assert.equal(matches(match, request), true);
    assert.equal(matches(match, { ...request, headers: { "end-user": "jasons" } }), false);
    assert.equal(matches(match, { ...request, method: "POST" }), false);
    assert.equal(matches(match, { ...request, sourceLabels: {} }), false);
  });

  it("never holds for a header that is absent, whatever it is compared with", () => {
    assert.equal(matches({ headers: { "end-user": { regex: ".*" } } }, { headers: {} }), false);
  });

  it("compares regular expressions with the whole value, as Envoy does", () => {
    assert.equal(stringMatches({ regex: "a|b" }, "ab"), false);
    assert.equal(stringMatches({ regex: "a.*" }, "abc"), true);
    assert.equal(stringMatches({ prefix: "a" }, "abc"), true);
    assert.equal(stringMatches({ exact: "a" }, "abc"), false);
  });

  it("knows when an earlier match leaves nothing for a later one", () => {
    const beta: RequestMatch = { headers: { "end-user": { prefix: "beta-" } } };
    assert.equal(covers(beta, user("beta-anna")), true);
    assert.equal(covers(user("beta-anna"), beta), false);
    assert.equal(covers(user("jason"), { ...user("jason"), method: { exact: "GET" } }), true);
    assert.equal(covers({ uri: { prefix: "/" } }, user("jason")), true);
    assert.equal(covers({ headers: { "end-user": { regex: ".*" } } }, { method: { exact: "GET" } }), false);
  });

  for (const [wide, narrow] of [
    [{ regex: "b.*" }, { prefix: "ba" }],
    [{ regex: ".+" }, { prefix: "ba" }],
    [{ regex: "(.*)" }, { prefix: "ba" }],
    [{ regex: "^b.*$" }, { prefix: "b" }],
    [{ regex: "b.+" }, { prefix: "ba" }],
    [{ prefix: "b" }, { regex: "ba.*" }],
    [{ prefix: "b" }, { regex: "ba[0-9]?" }],
    [{ prefix: "a.b" }, { regex: "a\\.b\\d+" }],
    [{ exact: "bob" }, { regex: "bob" }],
    [{ regex: "bob" }, { exact: "bob" }],
    [{ regex: "b(o|a)b" }, { regex: "b(o|a)b" }],
    [{ regex: "b(o|a)b" }, { exact: "bob" }],
  ] as const) {
    it(`knows that ${JSON.stringify(wide)} leaves nothing for ${JSON.stringify(narrow)}`, () => {
      assert.equal(covers({ headers: { a: wide } }, { headers: { a: narrow } }), true);
    });
  }

  for (const [wide, narrow] of [
    [{ regex: "b.+" }, { prefix: "b" }],
    [{ prefix: "ba" }, { regex: "ba?.*" }],
    [{ prefix: "ba" }, { regex: "ba{0}.*" }],
    [{ prefix: "b" }, { regex: "b|a" }],
    [{ prefix: "b" }, { regex: "(?i)b" }],
    [{ prefix: "bd" }, { regex: "b\\d" }],
    [{ exact: "a.b" }, { regex: "a.b" }],
    [{ regex: "a\\$" }, { exact: "a\\" }],
  ] as const) {
    it(`does not claim that ${JSON.stringify(wide)} leaves nothing for ${JSON.stringify(narrow)}`, () => {
      assert.equal(covers({ headers: { a: wide } }, { headers: { a: narrow } }), false);
    });
  }

  it("knows conditions that every request meets", () => {
    for (const wide of [{ method: { regex: ".*" } }, { method: { regex: ".+" } }, { uri: { regex: "/.*" } }]) {
      assert.equal(covers(wide, user("jason")), true, JSON.stringify(wide));
    }
    assert.equal(covers({ method: { regex: "G.*" } }, user("jason")), false);
    assert.equal(covers({ uri: { regex: "/.+" } }, user("jason")), false);
  });

  it("finds no header in what every object has", () => {
    assert.equal(matches({ headers: { constructor: { regex: ".*" } } }, { headers: {} }), false);
  });

  it("never claims cover where some request gets past the earlier match (any two matches, any request)", () => {
    let covered = 0;
    fc.assert(
      fc.property(anyMatch, anyMatch, anyRequest, (wide, narrow, request) => {
        if (!covers(wide, narrow)) return;
        covered += 1;
        assert.ok(!matches(narrow, request) || matches(wide, request));
      }),
      { numRuns: 3000 },
    );
    assert.ok(covered > 20, `only ${covered} pairs were of the kind that is tested`);
  });

  it("sees the same match in another order", () => {
    const a: RequestMatch = { headers: { a: { exact: "1" }, b: { prefix: "2" } }, method: { exact: "GET" } };
    const b: RequestMatch = { method: { exact: "GET" }, headers: { b: { prefix: "2" }, a: { exact: "1" } } };
    assert.equal(sameMatch(a, b), true);
    assert.equal(sameMatch(a, { ...b, method: { prefix: "GET" } }), false);
  });

  it("is told in one line", () => {
    assert.equal(
      describeMatch({
        headers: { "end-user": { exact: "jason" } },
        uri: { prefix: "/api" },
        sourceLabels: { app: "web" },
      }),
      "end-user = jason, uri starts with /api, source app = web",
    );
  });
});
