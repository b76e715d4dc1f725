import { createHash } from "node:crypto";
import { type KubeObject } from "../cluster/object";
import { type JsonObject, arrayAt, stringAt } from "../wire/json";
import { fieldManagerOf } from "./annotations";

/** Where the state keeps the name under which an object's fields were applied, as the official provider does. */
export const FIELD_MANAGER_OUTPUT = "__fieldManager";

/**
 * The name under which a resource owns fields of its object. It follows from the URN, so that an object applied by an
 * update that was killed before it could write its state is known again as the resource's own.
 */
export function fieldManager(urn: string, inputs: KubeObject, state: JsonObject = {}): string {
  const chosen = fieldManagerOf(inputs) ?? stringAt(state, [FIELD_MANAGER_OUTPUT]);
  return chosen ?? `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}

/** Whether a manager has applied fields of an object. */
export function isManagedBy(object: KubeObject, manager: string): boolean {
  return arrayAt(object, ["metadata", "managedFields"]).some(
    (entry) => stringAt(entry, ["manager"]) === manager && stringAt(entry, ["operation"]) === "Apply",
  );
}
