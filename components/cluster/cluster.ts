import type * as k8s from "@pulumi/kubernetes";
import { type Output } from "@pulumi/pulumi";
import { type ClusterConfig } from "../../mesh/config";
import { type ClusterNeeds } from "./api-server";
import { ExistingCluster } from "./existing-cluster";

/** A Kubernetes cluster as the rest of the program sees it. */
export interface Cluster {
  /** Puts resources into the cluster. Whatever must outlive them is what it depends on. */
  readonly provider: k8s.Provider;
  /** A kubeconfig with this cluster alone, complete in itself. Secret where it holds credentials. */
  readonly kubeconfig: Output<string>;
}

/**
 * The cluster that the config names: one on EKS that the stack owns, or an existing one, which is first looked at.
 *
 * @throws RunError when an existing cluster can't be used: see {@link ExistingCluster.open}.
 */
export async function openCluster(name: string, cluster: ClusterConfig, needs: ClusterNeeds): Promise<Cluster> {
  if (cluster.kind === "existing") return ExistingCluster.open(name, cluster, needs);

  // Loaded only here: the AWS packages take longer to load than all the rest of the program.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { EksCluster } = require("./eks-cluster") as typeof import("./eks-cluster.js");
  return EksCluster.open(name, cluster);
}
