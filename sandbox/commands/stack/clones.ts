import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sandbox } from "../../../commands/stack/sandbox/paths";
import { writeWhole } from "../../../commands/stack/sandbox/write-whole";

const file = join(sandbox.pulumiBackend, "..", "clones");

/** The clones whose config file the sandbox's Pulumi may have written its salt to. */
export function recordedClones(): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

export function recordClone(clone: string): void {
  const clones = recordedClones();
  if (!clones.includes(clone)) writeWhole(file, [...clones, clone, ""].join("\n"));
}
