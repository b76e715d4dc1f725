import { type V1Pod } from "@kubernetes/client-node";

/** A selector of all objects with these labels, as the API server and kubectl take it. */
export function labelSelector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

/** Whether a pod gets requests. One that ends may say for a while that it is ready. */
export function isReady({ metadata, status }: V1Pod): boolean {
  if (metadata?.deletionTimestamp !== undefined) return false;
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}
