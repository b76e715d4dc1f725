import { type Finding, type Review } from "../../../commands/policy/review";

export const FINDING: Finding = {
  policy: "weights-add-up-to-100",
  level: "mandatory",
  severity: "critical",
  urn: "urn:pulumi:prod::p::kubernetes:networking.istio.io/v1:VirtualService::reviews-routes",
  resource: "reviews-routes",
  message: 'VirtualService default/reviews, http[0] (a|b <c> & "d"): weights add up to 110, not 100',
  remedy: "give every destination a weight.",
};

/** A review that is refused, with something of everything that a review tells. */
export const REVIEW: Review = {
  stack: "prod",
  profile: "strict",
  source: "preview",
  verdict: "violated",
  violations: [FINDING, { ...FINDING, policy: "routes-are-resilient", level: "advisory", message: "no timeout" }],
  unchecked: [
    {
      ...FINDING,
      policy: "everything-could-be-checked",
      message: "hosts-are-known could not check x",
      uncheckedBy: "hosts-are-known",
    },
  ],
  exceptions: [
    { policy: "gateways-serve-https", resource: "a", expires: "2027-06-30", reason: "one machine" },
    { policy: "gateways-serve-https", resource: "b", expires: "2027-06-30", reason: "one machine" },
  ],
  traffic: [{ service: "reviews", rule: "roundrobin-user", change: "v1 10 -> 20, v3 60 -> 50" }],
  pods: [
    { kind: "release", release: "istiod", from: "1.30.4", to: "1.31.1" },
    { kind: "restart", workloads: ["reviews-v1", "reviews-v2"], why: "sidecar 1.30.4 -> 1.31.1" },
  ],
  changes: { same: 20, update: 1 },
  errors: [],
  isWhole: true,
  disabled: [],
};

/** One with nothing to tell. */
export const PASSED: Review = {
  ...REVIEW,
  verdict: "passed",
  violations: [],
  unchecked: [],
  exceptions: [],
  traffic: [],
  pods: [],
  changes: { same: 21 },
};
