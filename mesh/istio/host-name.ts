import { createHash } from "node:crypto";

/** The longest that a label of a name may be, in DNS (RFC 1123) and so in Kubernetes and Istio. */
const LABEL_LENGTH = 63;

const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const hostName = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$`);

/**
 * Whether a text is a host name as Istio takes it: in lower case, with `*.` in front for any names under it, and no
 * address.
 */
export function isHostName(text: string): boolean {
  const labels = text.split(".");
  return (
    hostName.test(text) &&
    text.length <= 253 &&
    labels.every(({ length }) => length <= LABEL_LENGTH) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}

const CLUSTER_WILDCARDS: readonly string[] = ["*.local", "*.cluster.local", "*.svc.cluster.local"];

/**
 * Whether a text names Services of the cluster in full; in a rule of another namespace Istio takes them for nothing
 * else.
 */
export function isClusterHost(text: string): boolean {
  return CLUSTER_WILDCARDS.includes(text) || (isHostName(text) && /^.+\..+\.svc\.cluster\.local$/.test(text));
}

/**
 * A host name as a label, by which objects and subsets are named. No two hosts share one: a hyphen of the host is
 * doubled, and three stand for the dot after a `*`. What is too long for a label ends in a digest of the whole.
 */
export function hostSlug(host: string): string {
  const slug = host.replaceAll("-", "--").replace(/^\*\./, "any---").replaceAll(".", "-");
  if (slug.length <= LABEL_LENGTH) return slug;
  const digest = createHash("sha256").update(host).digest("hex").slice(0, 16);
  return `${slug.slice(0, LABEL_LENGTH - 17)}-${digest}`;
}
