/**
 * Records what the program makes now, for a change that is meant: `npm run ts tests/components/golden/save.ts`, and the
 * difference is reviewed with the change.
 */
import { writeFileSync } from "node:fs";
import { format } from "oxfmt";
import { GOLDEN_STACKS, goldenFile, goldenGraph } from "./golden-graph";

async function save(): Promise<void> {
  for (const stack of GOLDEN_STACKS) {
    const text = JSON.stringify(await goldenGraph(stack));
    writeFileSync(goldenFile(stack), (await format("golden.json", text, { printWidth: 120 })).code);
  }
}

void save();
