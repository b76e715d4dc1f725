import { type ClusterConfig } from "../../mesh/config";
import { type ClusterNeeds } from "./api-server";
import { type Cluster } from "./cluster";
import { ExistingCluster } from "./existing-cluster";

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
