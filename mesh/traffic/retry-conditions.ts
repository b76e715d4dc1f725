import { STATUS_CODES } from "node:http";

/** Conditions under which Envoy tries again, those that Istio takes (istio.io/istio, supportedRetryOnPolicies). */
const CONDITIONS: ReadonlySet<string> = new Set([
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "envoy-ratelimited",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);

/** Whether a text is a list of retry conditions or HTTP statuses, joined by commas alone. */
export function areRetryConditions(text: string): boolean {
  return text.split(",").every((one) => CONDITIONS.has(one) || Object.hasOwn(STATUS_CODES, one));
}
