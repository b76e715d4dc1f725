import { type ApiError } from "../cluster/api-error";
import { describeKey, type ObjectKey } from "../cluster/object";

/** One field that another manager owns. */
export interface FieldConflict {
  readonly manager: string;
  readonly field: string;
}

/** The managers of `kubectl apply`, whose fields the official provider takes over without being told to. */
const TAKEN_OVER: ReadonlySet<string> = new Set(["kubectl", "kubectl-client-side-apply", "before-first-apply"]);

/** The conflicts for which server-side apply was refused. */
export function conflictsOf(error: ApiError): readonly FieldConflict[] {
  return error.causes
    .filter(({ reason }) => reason === "FieldManagerConflict")
    .map(({ field, message }) => ({ field, manager: /conflict with "([^"]*)"/.exec(message)?.[1] ?? message }));
}

/** Whether all conflicts are with managers whose fields are taken over as a matter of course. */
export function canTakeOver(conflicts: readonly FieldConflict[]): boolean {
  return conflicts.length > 0 && conflicts.every(({ manager }) => TAKEN_OVER.has(manager));
}

/** Server-side apply was refused because other managers own fields that the program sets. */
export class FieldConflictError extends Error {
  constructor(
    key: ObjectKey,
    readonly conflicts: readonly FieldConflict[],
  ) {
    const fields = conflicts.map(({ manager, field }) => `  ${field} is owned by ${manager}`).join("\n");
    super(
      `server-side apply of ${describeKey(key)} conflicts with other managers of its fields:\n${fields}\n` +
        `To take these fields over, give the resource the annotation pulumi.com/patchForce: "true"; to leave them to ` +
        `the other manager, remove them from the program or list them in ignoreChanges.`,
    );
  }
}
