import { isPulumi } from "../../../mesh/traffic/object-owner";
import { type ManagedField } from "./live-objects";

/** Who wrote into an object's spec last, beside Pulumi. */
export interface Edit {
  /** The field manager, such as `kubectl-edit`. */
  readonly manager: string;
  /** When, by the API server's clock; absent where it did not note it. */
  readonly at?: Date;
}

/**
 * Who owns a field of an object's spec beside Pulumi, the latest first seen: the API server notes for each manager
 * which fields it wrote last, and when (kubernetes.io, Server-Side Apply). Who wrote a field before somebody else did
 * is not kept.
 */
export function lastEdit(managedFields: readonly ManagedField[]): Edit | undefined {
  const [latest] = managedFields
    .filter(({ manager, fieldsV1 }) => !isPulumi(manager) && fieldsV1["f:spec"] !== undefined)
    .sort((a, b) => (b.time ?? "").localeCompare(a.time ?? ""));
  if (!latest) return undefined;
  return { manager: latest.manager, ...(latest.time !== undefined && { at: new Date(latest.time) }) };
}

/** An edit for people: `kubectl-edit at 2026-11-26 15:18:10 UTC, 3 min before`. */
export function editText({ manager, at }: Edit, now: Date): string {
  if (!at) return manager;
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  const ago = minutes < 1 ? "just now" : minutes < 120 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
  return `${manager} at ${at.toISOString().slice(0, 19).replace("T", " ")} UTC, ${ago}`;
}
