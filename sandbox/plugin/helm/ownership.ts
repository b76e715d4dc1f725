import { createHash } from "node:crypto";
import { type Revision } from "./storage";

/** The label that ties a release's records to the resource that made them. */
const LABEL = "pulumi-resource";

/** Labels by which a release is known again after an update that was killed before it could write its state. */
export function ownershipLabels(urn: string): Readonly<Record<string, string>> {
  return { [LABEL]: createHash("sha256").update(urn).digest("hex").slice(0, 16) };
}

export function isOwnedBy(revision: Revision, urn: string): boolean {
  return revision.labels[LABEL] === ownershipLabels(urn)[LABEL];
}
