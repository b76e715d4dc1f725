import { type KubeObject } from "../cluster/object";
import { arrayAt, numberAt, stringAt } from "../wire/json";

/** One of the conditions in an object's status. */
export interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const condition = arrayAt(object, ["status", "conditions"]).find((each) => stringAt(each, ["type"]) === type);
  if (condition === undefined) return undefined;
  return {
    status: stringAt(condition, ["status"]) ?? "",
    reason: stringAt(condition, ["reason"]) ?? "",
    message: stringAt(condition, ["message"]) ?? "",
  };
}

export function isTrue(condition: Condition | undefined): boolean {
  return condition?.status === "True";
}

/** A condition as one sentence. */
export function explain({ reason, message }: Condition): string {
  return [reason, message].filter(Boolean).join(": ");
}

/** Whether the controller has seen the object as it is now; before that its status says nothing. */
export function isObserved(object: KubeObject): boolean {
  const generation = numberAt(object, ["metadata", "generation"]) ?? 0;
  return (numberAt(object, ["status", "observedGeneration"]) ?? 0) >= generation;
}
