import assert from "node:assert/strict";
import fc from "fast-check";
import { granted, likelySplits, parseWeights } from "../../../../commands/traffic/moves/split-request";
import { UserError } from "../../../../commands/terminal/user-error";
import { type Split, sumOf } from "../../../../mesh/traffic/split";
import { planOf, WALK_THROUGH } from "../plans";

const RULE = "roundrobin-user";

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message;
  }
  assert.fail("nothing was refused");
}

const ask = (weights: Split, rule: string | undefined = RULE) => granted({ rule, weights }, WALK_THROUGH);

describe("weights on the command line", () => {
  it("are read", () => {
    assert.deepEqual(parseWeights(["v1=20", "v3=0"]), { v1: 20, v3: 0 });
  });

  for (const [word, says] of [
    ["v1", /"v1" is not a weight: expected VERSION=PERCENT, such as v1=20/],
    ["=5", /"=5" is not a weight/],
    ["v1=", /The weight of v1, "", is not valid: expected a whole number from 0 to 100/],
    ["v1=-1", /"-1", is not valid/],
    ["v1=101", /"101", is not valid/],
    ["v1=1.5", /"1.5", is not valid/],
    ["v1=1e1", /"1e1", is not valid/],
    ["v1=20%", /"20%", is not valid/],
  ] as const) {
    it(`${word} is refused`, () =>
      assert.match(
        refusal(() => parseWeights([word])),
        says,
      ));
  }

  it("are refused where a version is named twice", () => {
    assert.match(
      refusal(() => parseWeights(["v1=20", "v1=30"])),
      /^v1 is named twice/,
    );
  });
});

describe("a split that is asked for", () => {
  it("has the weights of today for versions that are not named", () => {
    assert.deepEqual(ask({ v1: 20, v3: 50 }).split, { v1: 20, v2: 30, v3: 50 });
  });

  it("may give weight to a version that the rule did not name", () => {
    assert.deepEqual(ask({ v1: 5, v2: 95 }, "default").split, { v2: 95, v1: 5 });
  });

  it("is the default's where no rule is named and there is none", () => {
    const { route } = granted({ rule: undefined, weights: { v1: 0, v2: 100 } }, planOf([]));
    assert.equal(route.name, "default");
  });

  it("must name its rule where there are several, and each command is told", () => {
    assert.equal(
      refusal(() => granted({ rule: undefined, weights: { v1: 20 } }, WALK_THROUGH)),
      "reviews has a rule beside its default: say which split is meant.\n" +
        "  npm run traffic -- set reviews --rule roundrobin-user v1=20\n" +
        "  npm run traffic -- set reviews --rule default v1=20",
    );
  });

  it("names what there is, with the nearest name", () => {
    assert.match(
      refusal(() => ask({ v1: 1 }, "roundrobin")),
      /has no rule "roundrobin"; known: roundrobin-user, default/,
    );
    assert.match(
      refusal(() => ask({ v4: 1, w9: 2 })),
      /^reviews has no version "v4"; did you mean v1\? known: v1, v2, v3\nreviews has no version "w9"/,
    );
  });

  it("that does not add up is told its sum and the two that were most likely meant", () => {
    assert.equal(
      refusal(() => ask({ v1: 20, v3: 70 })),
      "The split of reviews, roundrobin-user, would add up to 120, not 100: v1 20 + v2 30 (as it is) + v3 70\n" +
        "Right would be:\n" +
        "  npm run traffic -- set reviews --rule roundrobin-user v1=20 v2=10 v3=70\n" +
        "  npm run traffic -- set reviews --rule roundrobin-user v1=20 v2=30 v3=50",
    );
    assert.match(
      refusal(() => ask({ v1: 60, v2: 60, v3: 60 })),
      /v1=34 v2=33 v3=33$/m,
    );
  });

  it("gets two different proposals that add up, of versions that there are (any weights)", () => {
    const versions = ["v1", "v2", "v3"];
    const weight = fc.nat(100);
    const named = fc.dictionary(fc.constantFrom(...versions), weight, { minKeys: 1 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...versions), weight), named, (before, given) => {
        const split = { ...before, ...given };
        fc.pre(sumOf(Object.entries(split)) !== 100);
        const proposals = likelySplits(split, given, versions);
        assert.ok(proposals.length >= 1 && proposals.length <= 2);
        for (const one of proposals) {
          assert.equal(sumOf(Object.entries(one)), 100);
          assert.ok(Object.entries(one).every(([name, part]) => versions.includes(name) && part >= 0 && part <= 100));
        }
        assert.notDeepEqual(proposals[0], proposals[1]);
      }),
    );
  });
});
