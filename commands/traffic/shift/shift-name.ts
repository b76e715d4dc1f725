import { createHash } from "node:crypto";

/** Names of Kubernetes' objects are at most so long (kubernetes, validation.DNS1123Subdomain). */
const LONGEST = 253;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/**
 * The name of the ConfigMap and of the Lease of a rule's shift. A rule may have a name that Kubernetes takes for no
 * object; it then has a sum in the place of it.
 */
export function shiftName(service: string, rule: string): string {
  const plain = `traffic-shift.${service}.${rule}`;
  if (LABEL.test(rule) && plain.length <= LONGEST) return plain;
  const sum = createHash("sha256").update(rule).digest("hex").slice(0, 16);
  return `traffic-shift.${service}.sha256.${sum}`;
}
