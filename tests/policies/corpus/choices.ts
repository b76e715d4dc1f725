/**
 * The policies that may refuse what Istio's documentation shows, because they demand more than that a mesh works: what
 * production needs and a sample leaves out to be short, or what a sample does to show what comes of it. Any other policy
 * that refuses one of them is wrong.
 */
export const CHOICES = {
  "gateways-serve-https": "TLS at the gateway, for hosts that it names; most samples serve plain HTTP for any host.",
  "routes-inject-no-faults": "No faults, and no copies of more than half of the requests; some tasks are about those.",
  "canary-weight-is-capped": "Little traffic for a version beside the stable one; some tasks move half of it at once.",
  "peer-authentication-is-strict": "Mutual TLS on every port; some tasks leave a port or a workload open.",
  "workloads-are-hardened":
    "Resources, a probe, an exact image and no rights that are not needed; samples say none of it.",
  "workloads-tolerate-disruption": "Two replicas and a budget; samples run one pod of each.",
} as const;

export type Choice = keyof typeof CHOICES;

/** What every pod of a sample lacks. */
export const OF_PODS: readonly Choice[] = ["workloads-are-hardened", "workloads-tolerate-disruption"];

/** It refuses nothing in the profile prod, and advises of nearly every route. */
export const ADVICE = "routes-are-resilient";
