import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { kubeconfigOf, type KubeconfigOptions } from "./eks-kubeconfig";
import { AUTO_NODES, CONTROL_PLANE, policies, ServiceRole } from "./eks-service-role";

/**
 * Where pulumi-eks says what its component makes: every child here stands there, and none that stands there is missing.
 */
const SOURCE = "pulumi/pulumi-eks v4.3.0, nodejs/eks";

/** The arguments that this component knows what to make of. Any other is refused: it would make children of its own. */
const UNDERSTOOD: readonly (keyof eks.ClusterArgs)[] = [
  "accessEntries",
  "authenticationMode",
  "autoMode",
  "clusterTags",
  "corednsAddonOptions",
  "deletionProtection",
  "enabledClusterLogTypes",
  "encryptionConfigKeyArn",
  "endpointPrivateAccess",
  "endpointPublicAccess",
  "kubeProxyAddonOptions",
  "name",
  "privateSubnetIds",
  "providerCredentialOpts",
  "publicAccessCidrs",
  "publicSubnetIds",
  "skipDefaultNodeGroup",
  "skipDefaultSecurityGroups",
  "tags",
  "upgradePolicy",
  "version",
  "vpcCniOptions",
  "vpcId",
];

/**
 * The cluster as pulumi-eks' component makes it under this project's arguments: cluster/cluster.ts (createCore,
 * createCluster), servicerole.ts, addons/cni-addon.ts and cluster/authenticationMode.ts of {@link SOURCE}.
 */
export class EksCluster extends pulumi.ComponentResource {
  readonly state: pulumi.Inputs;

  constructor(name: string, args: eks.ClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super("eks:index:Cluster", name, args, opts);
    const own = { parent: this };
    refuseWhatIsNotUnderstood(args);
    const auto = args.autoMode?.enabled === true;

    const { partition } = aws.getPartitionOutput({}, own);
    const { tags } = args;
    const role = new ServiceRole(
      `${name}-eksRole`,
      { ...CONTROL_PLANE, policies: policies(auto), partition, tags },
      own,
    );
    const nodeRole =
      auto && args.autoMode?.createNodeRole !== false
        ? new ServiceRole(`${name}-nodeRole`, { ...AUTO_NODES, partition, tags }, own).role
        : undefined;
    const eksCluster = new aws.eks.Cluster(
      `${name}-eksCluster`,
      {
        name: args.name,
        roleArn: role.role.arn,
        bootstrapSelfManagedAddons: !auto,
        ...(auto && {
          computeConfig: pulumi.all([args.autoMode?.computeConfig, nodeRole?.arn]).apply(([config, nodeRoleArn]) => ({
            ...{ enabled: true, nodeRoleArn, nodePools: ["general-purpose", "system"] },
            ...config,
          })),
          storageConfig: { blockStorage: { enabled: true } },
          kubernetesNetworkConfig: { ipFamily: "ipv4", elasticLoadBalancing: { enabled: true } },
        }),
        vpcConfig: {
          subnetIds: pulumi
            .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
            .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds]),
          endpointPrivateAccess: args.endpointPrivateAccess,
          endpointPublicAccess: args.endpointPublicAccess,
          publicAccessCidrs: args.publicAccessCidrs,
        },
        version: args.version,
        enabledClusterLogTypes: args.enabledClusterLogTypes,
        tags: pulumi
          .all([args.tags, args.clusterTags])
          .apply(([tags, clusterTags]) => ({ Name: `${name}-eksCluster`, ...clusterTags, ...tags })),
        encryptionConfig: args.encryptionConfigKeyArn
          ? { provider: { keyArn: args.encryptionConfigKeyArn }, resources: ["secrets"] }
          : undefined,
        accessConfig: args.authenticationMode && {
          authenticationMode: args.authenticationMode,
          bootstrapClusterCreatorAdminPermissions: true,
        },
        upgradePolicy: args.upgradePolicy,
        deletionProtection: args.deletionProtection,
      },
      {
        ...own,
        ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
        dependsOn: role.attachments,
      },
    );

    if (args.kubeProxyAddonOptions?.enabled ?? !auto) {
      const version = args.kubeProxyAddonOptions?.version ?? newest("kube-proxy", eksCluster.version, own);
      addon(`${name}-kube-proxy`, "kube-proxy", eksCluster.name, version, undefined, args.tags, own);
    }
    const coredns = args.corednsAddonOptions;
    if (coredns?.enabled === true || coredns?.configurationValues || (auto && coredns?.enabled !== false)) {
      const version = coredns?.version ?? newest("coredns", eksCluster.version, own);
      addon(`${name}-coredns`, "coredns", eksCluster.name, version, undefined, args.tags, own);
    }
    const kubeconfig = (options: pulumi.Input<KubeconfigOptions>) => kubeconfigOf(eksCluster, options);
    const options: pulumi.Input<KubeconfigOptions> = args.providerCredentialOpts ?? {};
    const provider = new k8s.Provider(`${name}-eks-k8s`, { kubeconfig: kubeconfig(options) }, own);
    const entries = accessEntries(name, eksCluster, args.accessEntries ?? {}, own);
    if (!auto) {
      new VpcCniAddon(`${name}-vpc-cni`, eksCluster, args, { ...own, dependsOn: entries, providers: [provider] });
    }

    this.state = {
      eksCluster,
      // That of the user has no profile: another person's is called differently.
      kubeconfigJson: pulumi.output(options).apply(({ roleArn }) => kubeconfig(roleArn ? { roleArn } : {})),
      clusterSecurityGroupId: eksCluster.vpcConfig.apply(({ clusterSecurityGroupId }) => clusterSecurityGroupId),
      oidcIssuer: eksCluster.identities.apply(([first]) => first?.oidcs?.[0]?.issuer?.replace("https://", "") ?? ""),
      autoModeNodeRoleName: nodeRole?.name ?? "",
    };
    this.registerOutputs(this.state);
  }
}

function refuseWhatIsNotUnderstood(args: eks.ClusterArgs): void {
  const unknown = Object.entries(args)
    .filter(([key, value]) => value !== undefined && !UNDERSTOOD.some((one) => one === key))
    .map(([key]) => key);
  if (unknown.length > 0) throw new Error(`what ${SOURCE} makes of ${unknown.join(", ")} is not simulated`);
  if (!args.skipDefaultNodeGroup && args.autoMode?.enabled !== true) {
    throw new Error("skipDefaultNodeGroup: the default node group is not simulated");
  }
  if (!args.skipDefaultSecurityGroups && args.autoMode?.enabled !== true) {
    throw new Error("skipDefaultSecurityGroups: the default security groups are not simulated");
  }
}

class VpcCniAddon extends pulumi.ComponentResource {
  constructor(
    name: string,
    cluster: aws.eks.Cluster,
    { vpcCniOptions, tags }: eks.ClusterArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:VpcCniAddon", name, {}, opts);
    const own = { parent: this };
    const version = vpcCniOptions?.addonVersion ?? newest("vpc-cni", cluster.version, own);
    const environment = { env: { WARM_ENI_TARGET: "1" }, init: { env: {} } };
    addon(name, "vpc-cni", cluster.name, version, JSON.stringify(environment), tags, own);
    this.registerOutputs();
  }
}

function addon(
  name: string,
  addonName: string,
  clusterName: pulumi.Input<string>,
  addonVersion: pulumi.Input<string>,
  configurationValues: string | undefined,
  tags: eks.ClusterArgs["tags"],
  opts: pulumi.CustomResourceOptions,
): void {
  const conflicts = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };
  const what = { clusterName, addonName, addonVersion, configurationValues, tags };
  new aws.eks.Addon(name, { ...what, ...conflicts, preserve: true }, opts);
}

/** The newest of an addon, which another run may answer anew. */
function newest(addonName: string, kubernetesVersion: pulumi.Input<string>, opts: pulumi.InvokeOutputOptions) {
  return aws.eks.getAddonVersionOutput({ addonName, kubernetesVersion, mostRecent: true }, opts).version;
}

function accessEntries(
  name: string,
  cluster: aws.eks.Cluster,
  entries: NonNullable<eks.ClusterArgs["accessEntries"]>,
  opts: pulumi.CustomResourceOptions,
): aws.eks.AccessEntry[] {
  return Object.entries(entries).map(([key, { accessPolicies = {}, username, ...entry }]) => {
    const { principalArn } = entry;
    const clusterName = cluster.name;
    const made = new aws.eks.AccessEntry(
      `${name}-${key}`,
      { ...entry, clusterName, userName: username },
      { ...opts, dependsOn: cluster },
    );
    for (const [policy, association] of Object.entries(accessPolicies)) {
      const { accessScope, policyArn } = pulumi.output(association);
      new aws.eks.AccessPolicyAssociation(
        `${name}-${key}-${policy}`,
        { accessScope, policyArn, principalArn, clusterName },
        { parent: made, dependsOn: made },
      );
    }
    return made;
  });
}
