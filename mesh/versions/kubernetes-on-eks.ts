import { minorOf } from "./kubernetes-version";

/** The day on which the dates in this file were read. */
export const READ_ON = "2026-11-26";

/** From when to when EKS supports a Kubernetes minor version; each day is the first one after (UTC). */
interface Support {
  readonly endOfStandard: string;
  readonly endOfExtended: string;
}

/**
 * The release calendar of EKS (docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html): billing for extended
 * support begins with the day named as the end of standard support. Of 1.36 that page was not to be had as it is today;
 * its end of standard support is what `aws eks describe-cluster-versions` answered in September 2026 (the compatibility
 * matrix of AWS' awsome-distributed-ai), and its end of extended support is assumed: twelve months on, as of all
 * others.
 */
const SUPPORT: Readonly<Record<string, Support>> = {
  "1.29": { endOfStandard: "2025-03-23", endOfExtended: "2026-03-23" },
  "1.30": { endOfStandard: "2025-07-23", endOfExtended: "2026-07-23" },
  "1.31": { endOfStandard: "2025-11-26", endOfExtended: "2026-11-26" },
  "1.32": { endOfStandard: "2026-03-23", endOfExtended: "2027-03-23" },
  "1.33": { endOfStandard: "2026-07-29", endOfExtended: "2027-07-29" },
  "1.34": { endOfStandard: "2026-12-02", endOfExtended: "2027-12-02" },
  "1.35": { endOfStandard: "2027-03-27", endOfExtended: "2028-03-27" },
  "1.36": { endOfStandard: "2027-08-02", endOfExtended: "2028-08-02" },
};

/** The Kubernetes version that a new cluster on EKS gets which names none. */
export const DEFAULT_KUBERNETES_ON_EKS = "1.36";

/** How EKS supports a Kubernetes version on a day. Of a version newer than the table nothing is known. */
export type SupportOnEks =
  | { readonly kind: "unknown" }
  /** Until the day before `until`. */
  | { readonly kind: "standard" | "extended"; readonly until: string }
  | { readonly kind: "ended"; readonly since?: string };

/** How EKS supports a Kubernetes version, such as `1.36`, on a day, such as `2026-11-26`. */
export function supportOnEks(version: string, day: string): SupportOnEks {
  const dates = SUPPORT[version];
  if (!dates)
    return minorOf(version) > minorOf(KUBERNETES_ON_EKS.at(-1) ?? "") ? { kind: "unknown" } : { kind: "ended" };
  const { endOfStandard, endOfExtended } = dates;
  if (day < endOfStandard) return { kind: "standard", until: endOfStandard };
  return day < endOfExtended ? { kind: "extended", until: endOfExtended } : { kind: "ended", since: endOfExtended };
}

/** The Kubernetes versions that are known here, oldest first. */
export const KUBERNETES_ON_EKS: readonly string[] = Object.keys(SUPPORT);

/** Those in standard support on a day, oldest first. */
export function inStandardSupport(day: string): readonly string[] {
  return KUBERNETES_ON_EKS.filter((version) => supportOnEks(version, day).kind === "standard");
}

/** How many days there are from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
