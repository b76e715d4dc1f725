import * as k8s from "@pulumi/kubernetes";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface EksProviderArgs {
  readonly region: string;
  /** The cluster's name in the config, which is known before there is a cluster. */
  readonly clusterName: string;
  readonly cluster: pulumi.Output<aws.eks.Cluster>;
  readonly kubeconfig: pulumi.Output<string>;
}

/**
 * The first day of clusters that are known by their endpoint. Those before it are known by region and name, as the
 * previous release knew all: another name for the same cluster would have everything in it replaced.
 */
const KNOWN_BY_ENDPOINT_FROM = "2026-12-15";

/** A cluster as EKS answers for it. */
interface MadeCluster {
  readonly createdAt: string | undefined;
  readonly endpoint: string | undefined;
}

/**
 * What tells a cluster from any other. One that was deleted and made anew by hand has the same name and nothing in it;
 * the endpoint, which EKS gives each cluster anew, tells the two apart, and has everything be made in the new one.
 */
function clusterIdentifier(region: string, name: string, { createdAt, endpoint }: MadeCluster): string {
  const isKnownByName = createdAt === undefined || createdAt.slice(0, 10) < KNOWN_BY_ENDPOINT_FROM;
  return isKnownByName || endpoint === undefined ? `${region}/${name}` : `${region}/${name}@${endpoint}`;
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
