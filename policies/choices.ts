/**
 * Refusals in the profile `prod` that a stack may have chosen: what it does is sound, and nobody meant it for others.
 * Each has a key of this project's config that satisfies it; whatever else the config takes, the pack takes. Some
 * refuse what Istio's documentation shows as well: any other refusal of that is wrong.
 */
export interface Choice {
  readonly policy: string;
  /** What it demands of a stack, in a few words. */
  readonly demands: string;
  /** The keys of the config that satisfy it, `<...>` for any name. */
  readonly keys: readonly string[];
  /**
   * Whether it is satisfied by setting one of them, or by setting none: a stack without them is never refused. What the
   * program satisfies by itself has no keys.
   */
  readonly satisfiedBy: "setting" | "not setting" | "the program";
  /** What Istio's samples do that it refuses; unset where it refuses none. */
  readonly samples?: string;
}

export const CHOICES = [
  {
    policy: "gateways-serve-https",
    demands: "HTTPS with a certificate at the gateway, for hosts with names",
    keys: ["istio.gateway.tls"],
    satisfiedBy: "setting",
    samples: "Most serve plain HTTP for any host.",
  },
  {
    policy: "routes-inject-no-faults",
    demands: "no faults on purpose, and no copies of most requests",
    keys: [
      "traffic.<service>.rules[].fault",
      "traffic.<service>.default.fault",
      "traffic.<service>.rules[].mirror",
      "traffic.<service>.default.mirror",
    ],
    satisfiedBy: "not setting",
    samples: "Some tasks are about faults and copies.",
  },
  {
    policy: "canary-weight-is-capped",
    demands: "one version of a service that gets most requests, and little for each other one",
    keys: ["traffic.<service>.rules[].weights", "traffic.<service>.default.weights"],
    satisfiedBy: "not setting",
    samples: "Some tasks move half of the requests at once.",
  },
  {
    policy: "peer-authentication-is-strict",
    demands: "mutual TLS alone, and no plain text beside it",
    keys: ["mtls", "security.exceptions"],
    satisfiedBy: "not setting",
    samples: "Some tasks leave a port or a workload open.",
  },
  {
    policy: "strict-mtls-is-in-force",
    demands: "mutual TLS of every workload",
    keys: ["mtls", "security.exceptions"],
    satisfiedBy: "not setting",
  },
  {
    policy: "destinations-use-mutual-tls",
    demands: "mutual TLS towards every host of the cluster but the API server",
    keys: ["security.clientRules"],
    satisfiedBy: "not setting",
  },
  {
    policy: "hosts-are-known",
    demands: "hosts of the cluster that are in the stack, or among those that the policy's settings know",
    keys: ["security.clientRules"],
    satisfiedBy: "not setting",
  },
  {
    policy: "namespaces-deny-by-default",
    demands: "calls that are refused unless they are allowed",
    keys: ["security.authorization"],
    satisfiedBy: "setting",
  },
  {
    // It advises in this release, as every new policy does, and refuses from the next one on.
    policy: "tokens-are-checked",
    demands: "paths that take no request without a token, where tokens are read",
    keys: ["security.jwt.required"],
    satisfiedBy: "setting",
  },
  {
    policy: "workloads-tolerate-disruption",
    demands: "two pods of each version, and a PodDisruptionBudget that keeps one",
    keys: ["bookinfo.replicas"],
    satisfiedBy: "setting",
    samples: "They run one pod of each.",
  },
  {
    policy: "workloads-are-hardened",
    demands: "resources, a probe, an exact image and no rights that are not needed",
    keys: [],
    satisfiedBy: "the program",
    samples: "They say none of it.",
  },
  {
    policy: "eks-cluster-is-protected",
    demands: "a cluster that Pulumi refuses to delete or replace",
    keys: ["cluster.protect"],
    satisfiedBy: "setting",
  },
  {
    policy: "eks-endpoint-is-restricted",
    demands: "an API server that not everybody on the internet can call",
    keys: ["cluster.endpoint.public", "cluster.endpoint.cidrs"],
    satisfiedBy: "setting",
  },
  {
    policy: "eks-secrets-are-encrypted",
    demands: "Secrets encrypted with a KMS key",
    keys: ["cluster.secretsKey"],
    satisfiedBy: "setting",
  },
] as const satisfies readonly Choice[];

/** The policies of those that refuse some of Istio's samples, too. */
export type SampleChoice = Extract<(typeof CHOICES)[number], { readonly samples: string }>["policy"];
