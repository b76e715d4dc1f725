import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { type Addon } from "../../mesh/versions/eks-addons";
import { AutoModeNodes } from "./auto-mode-nodes";
import { autoModeStorage } from "./auto-mode-storage";
import { type Cluster } from "./cluster";
import { clusterNetwork } from "./cluster-network";
import { EksAccess } from "./eks-access";
import { controlPlaneArgs } from "./eks-control-plane";
import { eksCredentials } from "./eks-credentials";
import { eksLogGroup } from "./eks-log-group";
import { type EksNeeds } from "./eks-needs";
import { type EksPlan, planEks } from "./eks-plan";
import { eksProvider } from "./eks-provider";
import { LoadBalancerController } from "./load-balancer-controller";
import { NodeGroup } from "./node-group";
import { tagging } from "./tagging";

/**
 * A cluster on Amazon EKS in a network of its own, with managed nodes in private subnets, or those of EKS Auto Mode.
 */
export class EksCluster extends pulumi.ComponentResource implements Cluster {
  static readonly __pulumiType: string = "mesh:index:EksCluster";

  readonly provider: k8s.Provider;
  /** Holds no credentials: it has `aws eks get-token` ask for a token each time. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly balancerController: readonly pulumi.Resource[];

  constructor(name: string, { config, ...plan }: EksPlan, opts?: pulumi.ComponentResourceOptions) {
    super(EksCluster.__pulumiType, name, {}, { ...opts, transformations: [tagging(plan.needs.tags)] });
    const own = { parent: this };
    const kept = { ...own, ...(config.protect && { protect: true }) };
    const clusterName = config.name;

    const network = clusterNetwork(`${name}-network`, config, plan.network, kept);

    const logs = eksLogGroup(
      `${name}-logs`,
      { clusterName, retentionDays: config.logs.retentionDays, origin: plan.logGroup },
      own,
    );
    const secretsKey =
      config.secretsKey && secretsKeyArn(`${name}-secrets-key`, config.secretsKey, { ...kept, clusterName });
    const credentials = eksCredentials();
    const controlPlane = new eks.Cluster(
      `${name}-eks`,
      controlPlaneArgs(config, { network, secretsKey, credentials }),
      // A log group that is not there as EKS writes its first line is made by EKS, and stays behind.
      { ...kept, dependsOn: logs },
    );
    const cluster = controlPlane.eksCluster;

    const access = new EksAccess(`${name}-access`, { clusterName: cluster.name, access: config.access }, own);
    const addon = (addonName: "eks-pod-identity-agent" | "coredns" | "metrics-server", after: pulumi.Resource[]) =>
      eksAddon(
        name,
        { clusterName: cluster.name, addonName, addonVersion: config.addons[addonName] },
        { ...own, dependsOn: after },
      );
    this.kubeconfig = credentials
      ? controlPlane.getKubeconfig(credentials).apply(({ result }) => result)
      : controlPlane.kubeconfigJson;
    const inCluster = { region: config.region, clusterName, cluster, kubeconfig: this.kubeconfig };
    const subnetIds = network.privateSubnetIds;
    const nodes = config.autoMode
      ? new AutoModeNodes(
          `${name}-auto-nodes`,
          { cluster, subnetIds, tags: plan.needs.tags },
          {
            ...kept,
            // Everything else in the cluster is by the provider below, which comes after the nodes.
            providers: [eksProvider(`${name}-nodes-provider`, inCluster, { ...own, dependsOn: access })],
            dependsOn: [controlPlane, ...network.wayOut],
          },
        )
      : new NodeGroup(
          `${name}-nodes`,
          {
            clusterName: cluster.name,
            kubernetesVersion: config.kubernetesVersion,
            subnetIds,
            nodes: config.nodes,
            count: plan.nodeCount,
            architecture: plan.architecture,
          },
          // Nodes join over the internet, and leave before their way there does.
          { ...kept, dependsOn: [controlPlane, addon("eks-pod-identity-agent", [controlPlane]), ...network.wayOut] },
        );
    // Before there are nodes these would wait for them, and fail (pulumi-eks #1819). EKS Auto Mode has CoreDNS built
    // in.
    const addons = [
      ...(config.autoMode ? [] : [addon("coredns", [nodes])]),
      addon("metrics-server", [nodes, controlPlane]),
    ];

    this.provider = eksProvider(
      `${name}-provider`,
      inCluster,
      // What is in the cluster goes before the nodes do: a load balancer is taken down by a controller that must still
      // run, and by whoever may still get in.
      { ...own, dependsOn: [nodes, ...addons, access] },
    );
    if (config.autoMode) autoModeStorage(`${name}-storage`, plan.needs.tags, { ...own, provider: this.provider });

    const controller = plan.needs.gateway.loadBalancer?.controller;
    this.balancerController =
      controller === "aws-load-balancer-controller"
        ? [
            new LoadBalancerController(
              `${name}-load-balancers`,
              { clusterName: cluster.name, region: config.region, vpcId: network.vpcId },
              { ...own, providers: [this.provider] },
            ).release,
          ]
        : [];

    this.registerOutputs({ kubeconfig: this.kubeconfig });
  }

  /**
   * Makes the cluster, once it is known that it can be made, or come to from the one that is there.
   *
   * @throws RunError when it can't.
   */
  static async open(name: string, config: EksClusterConfig, needs: EksNeeds): Promise<EksCluster> {
    return new EksCluster(name, await planEks(config, needs));
  }
}

interface EksAddonArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly addonName: Addon;
  readonly addonVersion: string;
}

/** An addon of EKS at one version, which takes over whatever of it is in the cluster already. */
function eksAddon(name: string, args: EksAddonArgs, opts: pulumi.CustomResourceOptions): aws.eks.Addon {
  return new aws.eks.Addon(
    `${name}-${args.addonName}`,
    { ...args, resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" },
    opts,
  );
}

/**
 * The ARN of the KMS key that encrypts a cluster's Secrets: of one that the stack owns, or of the one that is named.
 */
function secretsKeyArn(
  name: string,
  secretsKey: string,
  { clusterName, ...opts }: pulumi.CustomResourceOptions & { readonly clusterName: string },
): pulumi.Input<string> {
  if (secretsKey !== "new") return secretsKey;
  // EKS grants itself the use of the key as its creator, whom the key's default policy lets IAM decide about.
  const key = new aws.kms.Key(
    name,
    {
      description: `Secrets of the EKS cluster ${clusterName}`,
      enableKeyRotation: true,
      // What a key encrypted is lost with it.
      deletionWindowInDays: 30,
    },
    opts,
  );
  return key.arn;
}
