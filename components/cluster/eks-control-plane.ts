import * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { type ClusterNetwork } from "./cluster-network";
import { type EksCredentials } from "./eks-credentials";

/** What a control plane stands on. */
export interface ControlPlaneParts {
  readonly network: ClusterNetwork;
  /** The ARN of the KMS key of its Secrets. */
  readonly secretsKey: pulumi.Input<string> | undefined;
  readonly credentials: EksCredentials | undefined;
}

/** What pulumi-eks is asked for: all that it would decide by itself, some of it anew each time, is said. */
export function controlPlaneArgs(
  config: EksClusterConfig,
  { network, secretsKey, credentials }: ControlPlaneParts,
): eks.ClusterArgs {
  const { endpoint, addons, autoMode } = config;
  return {
    name: config.name,
    version: config.kubernetesVersion,
    vpcId: network.vpcId,
    ...(network.publicSubnetIds && { publicSubnetIds: network.publicSubnetIds }),
    privateSubnetIds: network.privateSubnetIds,
    endpointPrivateAccess: true,
    endpointPublicAccess: endpoint.public,
    ...(endpoint.public && { publicAccessCidrs: [...endpoint.cidrs] }),
    ...(secretsKey !== undefined && { encryptionConfigKeyArn: secretsKey }),
    upgradePolicy: { supportType: config.supportType.toUpperCase() },
    deletionProtection: config.deletionProtection,
    // Who may do what is said by access entries alone, never by a ConfigMap in the cluster.
    authenticationMode: eks.AuthenticationMode.Api,
    enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    skipDefaultNodeGroup: true,
    // Those are for nodes without a managed group; ours are in the security group that EKS itself makes.
    skipDefaultSecurityGroups: true,
    // Without a version pulumi-eks looks up the newest of these two on every run, and any update moves them. The
    // built-in node pools of EKS Auto Mode, whose nodes take no tags, stay off, and without them EKS takes no role for
    // nodes.
    ...(autoMode
      ? { autoMode: { enabled: true, createNodeRole: false, computeConfig: { nodePools: [] } } }
      : {
          vpcCniOptions: { addonVersion: addons["vpc-cni"] },
          kubeProxyAddonOptions: { version: addons["kube-proxy"] },
        }),
    // It would have the nodes wait for CoreDNS, which waits for nodes: it comes after them, as an addon of its own.
    corednsAddonOptions: { enabled: false },
    ...(credentials && { providerCredentialOpts: { ...credentials } }),
  };
}
