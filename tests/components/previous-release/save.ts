/**
 * Keeps what the program makes now, to hold a later release against. Run it with a release checked out:
 * `npm run ts tests/components/previous-release/save.ts && npm run format`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startTestCluster } from "../stack";
import { byUrn } from "../urns";
import { identity } from "./identity";
import { recordWhole, STACKS } from "./stacks";

async function save(): Promise<void> {
  const cluster = await startTestCluster();
  try {
    for (const stack of STACKS) {
      const resources = [...byUrn(await recordWhole(stack, cluster))];
      const kept = Object.fromEntries(resources.map(([urn, one]) => [urn, identity(one)]));
      writeFileSync(join(__dirname, `${stack}.json`), JSON.stringify(kept, undefined, 2));
    }
  } finally {
    await cluster.remove();
  }
}

void save();
