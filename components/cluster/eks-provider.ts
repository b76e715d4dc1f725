import * as k8s from "@pulumi/kubernetes";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { clusterIdentifier } from "./eks-identity";

export interface EksProviderArgs {
  readonly region: string;
  /** The cluster's name in the config, which is known before there is a cluster. */
  readonly clusterName: string;
  readonly cluster: pulumi.Output<aws.eks.Cluster>;
  readonly kubeconfig: pulumi.Output<string>;
}

/** A provider for what is in a cluster on EKS. */
export function eksProvider(
  name: string,
  { region, clusterName, cluster, kubeconfig }: EksProviderArgs,
  opts: pulumi.ResourceOptions,
): k8s.Provider {
  return new k8s.Provider(
    name,
    {
      kubeconfig,
      // Nothing in the cluster is replaced because its kubeconfig was written in another way, and all of it is where
      // the cluster is another one.
      clusterIdentifier: pulumi
        .all([cluster.createdAt, cluster.endpoint])
        .apply(([createdAt, endpoint]) => clusterIdentifier(region, clusterName, { createdAt, endpoint })),
      enableServerSideApply: true,
      // What was changed by hand is put back: the config decides about all that this stack owns.
      enablePatchForce: true,
    },
    opts,
  );
}
