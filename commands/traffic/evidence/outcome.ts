import { type LoggedRequest } from "./logged-request";
import { RESPONSE_FLAGS } from "./response-flags";

/**
 * How a request went, as far as it speaks of a version: answered; failed, with its cause; or apart, where something
 * else than the version answered.
 */
export type Outcome =
  | { readonly kind: "answered"; /** Whether a fault of the rule held it up. */ readonly delayed: boolean }
  | { readonly kind: "failed"; readonly cause: string }
  | { readonly kind: "apart"; readonly cause: string };

/** What the mesh says where it answered in place of the version without a flag (envoy, response_code_details.h). */
const MESH_DETAILS: Readonly<Record<string, string>> = {
  fault_filter_abort: "FI",
  direct_response: "direct response",
  request_rate_limited: "RL",
  ext_authz_denied: "UAEX",
  rbac_access_denied_matched_policy: "refused by authorization",
  cors_response: "CORS preflight",
};

/** How a request went. A status from 500 on is a failure; one from 400 on is the caller's own. */
export function outcomeOf({ status, flags, details = "", authority = "" }: LoggedRequest): Outcome {
  // Envoy gives the copies that it sends to a mirror this name (envoy, ShadowPolicy), and throws their answers away.
  if (/-shadow(:\d+)?$/.test(authority)) return { kind: "apart", cause: "mirror" };
  const [detail = ""] = details.split(/[[{]/);
  const byMesh = flags.find((flag) => ["mesh", "caller"].includes(RESPONSE_FLAGS[flag]?.about ?? ""));
  const cause = byMesh ?? MESH_DETAILS[detail];
  if (cause !== undefined) return { kind: "apart", cause };
  const failed = flags.find((flag) => RESPONSE_FLAGS[flag]?.about === "version");
  if (failed !== undefined) return { kind: "failed", cause: failed };
  if (status === 0) return { kind: "failed", cause: "no answer" };
  if (status >= 500) return { kind: "failed", cause: String(status) };
  return { kind: "answered", delayed: flags.includes("DI") };
}

/** Whether a request was sent more than once. Without a count, only that all tries failed is known. */
export function wasRetried({ attempts, flags }: LoggedRequest): boolean {
  return attempts === undefined ? flags.includes("URX") : attempts > 1;
}
