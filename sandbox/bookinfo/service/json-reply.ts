import type { Reply } from "./route";

/** A reply that carries `value` as JSON. */
export function jsonReply(status: number, value: unknown): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
