import { createHash } from "node:crypto";
import { type Autonaming } from "./resource-handler";

/**
 * The name of a resource that the program gave none: its own name and eight hexadecimal digits, the same in the preview
 * and the update that follows it. Undefined when the stack's autonaming configuration forbids to choose one.
 */
export function autoname(resourceName: string, randomSeed: Uint8Array, autonaming?: Autonaming): string | undefined {
  if (autonaming?.mode === "disable") return undefined;
  if (autonaming?.proposedName) return autonaming.proposedName;
  const suffix = createHash("sha256").update(randomSeed).update(resourceName).digest("hex").slice(0, 8);
  return `${resourceName}-${suffix}`;
}
