import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { type Cluster } from "./cluster";
import { availabilityZones, Network } from "./network";
import { NodeGroup } from "./node-group";

export interface EksClusterArgs extends Pick<EksClusterConfig, "name" | "region" | "kubernetesVersion" | "nodes"> {
  /** The availability zones that the cluster's network spans. */
  readonly zones: readonly string[];
}

/** A cluster on Amazon EKS in a network of its own, with managed nodes in private subnets. */
export class EksCluster extends pulumi.ComponentResource implements Cluster {
  static readonly __pulumiType: string = "mesh:index:EksCluster";

  readonly provider: k8s.Provider;
  /** Holds no credentials: it has `aws eks get-token` ask for a token each time. */
  readonly kubeconfig: pulumi.Output<string>;

  constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EksCluster.__pulumiType, name, {}, opts);
    const own = { parent: this };

    const network = new Network(`${name}-network`, { clusterName: args.name, zones: args.zones }, own);

    const profile = aws.config.profile;
    const controlPlane = new eks.Cluster(
      `${name}-eks`,
      {
        name: args.name,
        version: args.kubernetesVersion,
        vpcId: network.vpcId,
        publicSubnetIds: network.publicSubnetIds,
        privateSubnetIds: network.privateSubnetIds,
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        // Who may do what is said by access entries alone, never by a ConfigMap in the cluster.
        authenticationMode: eks.AuthenticationMode.Api,
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        skipDefaultNodeGroup: true,
        // Those are for nodes without a managed group; ours are in the security group that EKS itself makes.
        skipDefaultSecurityGroups: true,
        ...(profile && { providerCredentialOpts: { profileName: profile } }),
      },
      own,
    );

    const nodes = new NodeGroup(
      `${name}-nodes`,
      {
        clusterName: controlPlane.eksCluster.name,
        kubernetesVersion: args.kubernetesVersion,
        subnetIds: network.privateSubnetIds,
        size: args.nodes,
      },
      // Nodes join over the internet, and leave before their way there does.
      { ...own, dependsOn: network.wayOut },
    );

    this.kubeconfig = controlPlane.kubeconfigJson;
    this.provider = new k8s.Provider(
      `${name}-provider`,
      {
        kubeconfig: this.kubeconfig,
        // Nothing in the cluster is replaced because its kubeconfig was written in another way.
        clusterIdentifier: `${args.region}/${args.name}`,
        enableServerSideApply: true,
        // What was changed by hand is put back: the config decides about all that this stack owns.
        enablePatchForce: true,
      },
      // What is in the cluster goes before the nodes do: a load balancer is taken down by a controller that must still
      // run.
      { ...own, dependsOn: nodes },
    );

    this.registerOutputs({ kubeconfig: this.kubeconfig });
  }

  /**
   * Makes the cluster, once it is known that its region has the zones for it.
   *
   * @throws RunError when it has not.
   */
  static async open(name: string, config: EksClusterConfig): Promise<EksCluster> {
    return new EksCluster(name, { ...config, zones: await availabilityZones(config.zones) });
  }
}
