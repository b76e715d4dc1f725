import { ApiError, isNamespaceNotFound, isWebhookUnavailable } from "../cluster/api-error";

/** Whether a dry run failed for what the update itself will bring, or for what only concerns dry runs. */
export function cannotBeTried(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const dryRunRefused = error.code === 403 || error.message.includes("does not support dry run");
  return dryRunRefused || isNamespaceNotFound(error) || isWebhookUnavailable(error);
}
