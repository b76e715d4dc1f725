/**
 * Refusals in the profile `prod` that a stack may have chosen: what it does is sound, and nobody meant it for others. Each
 * has a key of this project's config that satisfies it; whatever else the config takes, the pack takes.
 */
export interface Choice {
  readonly policy: string;
  /** What it demands of a stack, in a few words. */
  readonly demands: string;
  /** The keys of the config that satisfy it, `<...>` for any name. */
  readonly keys: readonly string[];
  /** Whether it is satisfied by setting one of them, or by setting none: a stack without them is never refused. */
  readonly satisfiedBy: "setting" | "not setting";
}

export const CHOICES: readonly Choice[] = [
  {
    policy: "gateways-serve-https",
    demands: "HTTPS with a certificate at the gateway, for hosts with names",
    keys: ["istio.gateway.tls"],
    satisfiedBy: "setting",
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
  },
  {
    policy: "canary-weight-is-capped",
    demands: "one version of a service that gets most requests, and little for each other one",
    keys: ["traffic.<service>.rules[].weights", "traffic.<service>.default.weights"],
    satisfiedBy: "not setting",
  },
  {
    policy: "peer-authentication-is-strict",
    demands: "mutual TLS alone, and no plain text beside it",
    keys: ["mtls", "security.exceptions"],
    satisfiedBy: "not setting",
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
    policy: "workloads-tolerate-disruption",
    demands: "two pods of each version, and a PodDisruptionBudget that keeps one",
    keys: ["bookinfo.replicas"],
    satisfiedBy: "setting",
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
];
