import assert from "node:assert/strict";
import { nextSteps } from "../../../sandbox/commands/next-steps";
import { planOf, WALK_THROUGH } from "../../commands/traffic/plans";

/** The weights that the first of the next commands sets, by version. */
function weightsSet(text: string): Record<string, number> {
  const set = [...text.matchAll(/--plaintext '(\S+)\.(\w+)=(\d+)'/g)];
  return Object.fromEntries(set.map(([, , version = "", weight]) => [version, Number(weight)]));
}

describe("the next commands", () => {
  it("move traffic that everybody sees, to a whole split", () => {
    const text = nextSteps([WALK_THROUGH]);
    assert.match(text, /config set-all --path --plaintext 'bookinfo-mesh:traffic\.reviews\.rules\[0\]\.weights\.v1=/);
    assert.deepEqual(weightsSet(text), { v1: 10, v2: 60, v3: 30 });
  });

  it("do so from whatever split and rule the config has", () => {
    const text = nextSteps([planOf([{}, { weights: { v1: 1, v3: 99 } }])]);
    assert.match(text, /rules\[1\]/);
    assert.deepEqual(weightsSet(text), { v1: 50, v3: 50 });
  });

  it("are those that are always right where nothing splits", () => {
    const text = nextSteps([planOf([{}])]);
    assert.doesNotMatch(text, /config set/);
    assert.match(text, /npm run pulumi -- up\n {2}npm run traffic -- check/);
  });
});
