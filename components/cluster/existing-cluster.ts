import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ExistingClusterConfig } from "../../config/config";
import { checkApiServer, type ClusterNeeds } from "./api-server";
import { type Cluster } from "./cluster";
import { type ClusterAccess, readAccess } from "./kubeconfig";

/** A cluster that was there before the stack and outlives it. */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
  static readonly __pulumiType: string = "mesh:index:ExistingCluster";

  readonly provider: k8s.Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly balancerController = [];

  constructor(name: string, access: ClusterAccess, opts?: pulumi.ComponentResourceOptions) {
    super(ExistingCluster.__pulumiType, name, {}, opts);

    this.kubeconfig = pulumi.secret(access.kubeconfig);
    this.provider = new k8s.Provider(
      `${name}-provider`,
      {
        kubeconfig: this.kubeconfig,
        // The context is the cluster's identity: a renewed certificate or token in it replaces nothing.
        clusterIdentifier: access.context,
        enableServerSideApply: true,
        // What was changed by hand is put back: the config decides about all that this stack owns.
        enablePatchForce: true,
      },
      { parent: this },
    );

    this.registerOutputs({ kubeconfig: this.kubeconfig });
  }

  /**
   * Uses the cluster that a kubeconfig's context names, once it is known to answer and to be fit.
   *
   * @throws RunError when the file or the context is wrong, or the cluster is not fit: see {@link checkApiServer}.
   */
  static async open(name: string, config: ExistingClusterConfig, needs: ClusterNeeds): Promise<ExistingCluster> {
    const access = readAccess(config);
    await checkApiServer(access, needs);
    return new ExistingCluster(name, access);
  }
}
