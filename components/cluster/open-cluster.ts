import { type Output } from "@pulumi/pulumi";
import { type ClusterConfig } from "../../config/config";
import { type ClusterNeeds } from "./api-server";
import { type Cluster } from "./cluster";
import { type EksCluster } from "./eks-cluster";
import { type EksNeeds } from "./eks-needs";
import { ExistingCluster } from "./existing-cluster";

/**
 * The cluster that the config names: one on EKS that the stack owns, or an existing one, which is first looked at.
 *
 * @throws RunError when an existing cluster can't be used: see {@link ExistingCluster.open}.
 */
export async function openCluster(
  name: string,
  cluster: ClusterConfig,
  needs: ClusterNeeds & EksNeeds,
): Promise<Cluster> {
  if (cluster.kind === "existing") return ExistingCluster.open(name, cluster, needs);
  return loadEksCluster().open(name, cluster, needs);
}

/** Has the gateway's names lead to its address, where the config says in which zone of Route 53 they are. */
export function pointHosts(
  name: string,
  { dnsZone: zoneId, hosts }: EksNeeds["gateway"],
  address: Output<string>,
): void {
  if (zoneId === undefined || hosts === undefined) return;
  // The AWS SDK is loaded where it is needed, as below.
  // oxlint-disable-next-line typescript/no-require-imports
  const { HostRecords } = require("./host-records") as typeof import("./host-records");
  new HostRecords(name, { zoneId, hosts, address });
}

/**
 * Loads what only EKS needs, the AWS SDK above all, once it is known that it is needed.
 *
 * Saves: 0.1 s of processor time in every command on any other cluster.
 * Relies on: no other file of the program importing `./eks-cluster` or the AWS SDK.
 * Noticed by: tests/start/lazy-packages.test.ts and tests/start/aws-for-eks.test.ts
 */
function loadEksCluster(): typeof EksCluster {
  // oxlint-disable-next-line typescript/no-require-imports
  const loaded = require("./eks-cluster") as { readonly EksCluster: typeof EksCluster };
  return loaded.EksCluster;
}
