import assert from "node:assert/strict";
import { GOLDEN_STACKS, goldenGraph, readGolden } from "./golden/golden-graph";

describe("the graph of a stack on EKS", () => {
  for (const stack of GOLDEN_STACKS) {
    it(`is the one that was recorded, where nobody meant to change it: ${stack}`, async () => {
      const [now, before] = [await goldenGraph(stack), readGolden(stack)];
      const told = "if that is meant: npm run ts tests/components/golden/save.ts";
      assert.deepEqual(Object.keys(now), Object.keys(before), `resources came, went or were renamed; ${told}`);
      for (const [urn, resource] of Object.entries(now)) assert.deepEqual(resource, before[urn], `${urn}; ${told}`);
    });
  }
});
