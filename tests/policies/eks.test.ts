import { unknownValue } from "@pulumi/pulumi/runtime";
import { eksAccessIsByEntries } from "../../policies/eks/eks-access-is-by-entries";
import { eksClusterIsProtected } from "../../policies/eks/eks-cluster-is-protected";
import { eksControlPlaneIsLogged } from "../../policies/eks/eks-control-plane-is-logged";
import { eksEndpointIsRestricted } from "../../policies/eks/eks-endpoint-is-restricted";
import { eksNodesArePrivate } from "../../policies/eks/eks-nodes-are-private";
import { eksNodesGuardTheirMetadata } from "../../policies/eks/eks-nodes-guard-their-metadata";
import { eksNodesSpanZones } from "../../policies/eks/eks-nodes-span-zones";
import { eksSecretsAreEncrypted } from "../../policies/eks/eks-secrets-are-encrypted";
import { eksVersionIsSupported } from "../../policies/eks/eks-version-is-supported";
import { describePolicy } from "./describe-policy";

describePolicy(eksEndpointIsRestricted, {
  accepts: [
    {
      when: "an endpoint that is closed to the internet",
      change: (mesh) =>
        mesh.set("cluster", "vpcConfig", { endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }),
    },
  ],
  refuses: [
    {
      when: "one that is open to everyone, by IPv4 and IPv6",
      change: (mesh) => mesh.set("cluster", "vpcConfig.publicAccessCidrs", ["192.0.2.0/24", "0.0.0.0/0", "::/0"]),
      saying: [
        "cluster: EKS cluster cluster: its API server is open to 0.0.0.0/0",
        "cluster: EKS cluster cluster: its API server is open to ::/0",
      ],
    },
  ],
  unknown: {
    when: "the networks",
    change: (mesh) => mesh.set("cluster", "vpcConfig.publicAccessCidrs", unknownValue),
    saying: [
      "cluster: eks-endpoint-is-restricted could not check cluster: vpcConfig.publicAccessCidrs is not known before the update",
    ],
  },
  absent: {
    when: "everything about the network, which EKS takes for everyone",
    change: (mesh) => mesh.unset("cluster", "vpcConfig"),
    saying: ["cluster: EKS cluster cluster: its API server is open to 0.0.0.0/0"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster: its API server is open to 0.0.0.0/0"] },
});

describePolicy(eksSecretsAreEncrypted, {
  refuses: [
    {
      when: "no encryption of Secrets",
      change: (mesh) => mesh.set("cluster", "encryptionConfig.resources", []),
      saying: ["cluster: EKS cluster cluster: its Secrets are not encrypted with a KMS key"],
    },
  ],
  unknown: {
    when: "what is encrypted",
    change: (mesh) => mesh.set("cluster", "encryptionConfig", unknownValue),
    saying: [
      "cluster: eks-secrets-are-encrypted could not check cluster: encryptionConfig is not known before the update",
    ],
  },
  absent: {
    when: "the encryption",
    change: (mesh) => mesh.unset("cluster", "encryptionConfig"),
    saying: ["cluster: EKS cluster cluster: its Secrets are not encrypted with a KMS key"],
  },
  empty: {
    resource: "cluster",
    saying: ["cluster: EKS cluster cluster: its Secrets are not encrypted with a KMS key"],
  },
});

describePolicy(eksControlPlaneIsLogged, {
  accepts: [
    {
      when: "the logs that are asked for",
      change: (mesh) => mesh.set("cluster", "enabledClusterLogTypes", ["audit"]),
      settings: { logs: ["audit"] },
    },
  ],
  refuses: [
    {
      when: "logs that are off",
      change: (mesh) => mesh.set("cluster", "enabledClusterLogTypes", ["api", "audit", "scheduler"]),
      saying: ["cluster: EKS cluster cluster: not logged: authenticator, controllerManager"],
    },
  ],
  unknown: {
    when: "the logs",
    change: (mesh) => mesh.set("cluster", "enabledClusterLogTypes", unknownValue),
    saying: [
      "cluster: eks-control-plane-is-logged could not check cluster: enabledClusterLogTypes is not known before the update",
    ],
  },
  absent: {
    when: "the logs",
    change: (mesh) => mesh.unset("cluster", "enabledClusterLogTypes"),
    saying: ["cluster: EKS cluster cluster: not logged: api, audit, authenticator, controllerManager, scheduler"],
  },
  empty: {
    resource: "cluster",
    saying: ["cluster: EKS cluster cluster: not logged: api, audit, authenticator, controllerManager, scheduler"],
  },
});

describePolicy(eksVersionIsSupported, {
  accepts: [
    {
      when: "an older version, where that is accepted",
      change: (mesh) => mesh.set("cluster", "version", "1.30"),
      settings: { oldest: "1.30" },
    },
  ],
  refuses: [
    {
      when: "a version that is too old, be its number the greater text",
      change: (mesh) => mesh.set("cluster", "version", "1.9"),
      saying: ["cluster: EKS cluster cluster: version 1.9 is older than 1.33"],
    },
  ],
  unknown: {
    when: "the version",
    change: (mesh) => mesh.set("cluster", "version", unknownValue),
    saying: ["cluster: eks-version-is-supported could not check cluster: version is not known before the update"],
  },
  absent: {
    when: "the version",
    change: (mesh) => mesh.unset("cluster", "version"),
    saying: ["cluster: EKS cluster cluster names no version"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster names no version"] },
});

describePolicy(eksAccessIsByEntries, {
  accepts: [
    {
      when: "both, on the way to entries",
      change: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
    },
  ],
  refuses: [
    {
      when: "the ConfigMap alone",
      change: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "CONFIG_MAP"),
      saying: ["cluster: EKS cluster cluster: authenticationMode is CONFIG_MAP"],
    },
    {
      when: "both, where entries alone are accepted",
      change: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
      settings: { allowsBoth: false },
      saying: ["cluster: EKS cluster cluster: authenticationMode is API_AND_CONFIG_MAP"],
    },
  ],
  unknown: {
    when: "the mode",
    change: (mesh) => mesh.set("cluster", "accessConfig", unknownValue),
    saying: ["cluster: eks-access-is-by-entries could not check cluster: accessConfig is not known before the update"],
  },
  absent: {
    when: "the mode",
    change: (mesh) => mesh.unset("cluster", "accessConfig"),
    saying: ["cluster: EKS cluster cluster: authenticationMode is CONFIG_MAP"],
  },
  empty: { resource: "cluster", saying: ["cluster: EKS cluster cluster: authenticationMode is CONFIG_MAP"] },
});

describePolicy(eksClusterIsProtected, {
  refuses: [
    {
      when: "a cluster that can be deleted",
      change: (mesh) => mesh.change("cluster", { protect: false }),
      saying: ["cluster: EKS cluster cluster is not protected"],
    },
  ],
  unknown: {
    when: "everything else about it, which does not matter",
    change: (mesh) => mesh.set("cluster", "vpcConfig", unknownValue),
    saying: [],
  },
  absent: { when: "everything else about it", change: (mesh) => mesh.unset("cluster", "vpcConfig"), saying: [] },
  empty: { resource: "cluster", saying: [] },
});

describePolicy(eksNodesSpanZones, {
  accepts: [
    {
      when: "a third subnet of a zone that is not known",
      change: (mesh) =>
        mesh
          .with("nodes-2", "aws:ec2/subnet:Subnet", { availabilityZone: unknownValue })
          .change("nodes", { propertyDependencies: { subnetIds: ["nodes-0", "nodes-1", "nodes-2"] } }),
    },
  ],
  leavesOpen: [
    {
      when: "two subnets that the stack does not have",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: {}, dependencies: ["cluster"] }),
      saying: ["nodes: eks-nodes-span-zones could not check nodes: some subnet of its nodes is none of the stack"],
    },
  ],
  refuses: [
    {
      when: "subnets of one zone",
      change: (mesh) => mesh.set("nodes-1", "availabilityZone", "ap-northeast-1a"),
      saying: ["nodes: node group nodes is in 1 of at least 2 availability zones"],
    },
    {
      when: "one subnet that the stack does not have",
      change: (mesh) =>
        mesh
          .change("nodes", { propertyDependencies: {}, dependencies: ["cluster"] })
          .set("nodes", "subnetIds", ["subnet-a"]),
      saying: ["nodes: node group nodes has 1 of at least 2 subnets"],
    },
  ],
  unknown: {
    when: "one zone of two",
    change: (mesh) => mesh.set("nodes-1", "availabilityZone", unknownValue),
    saying: [
      "nodes: eks-nodes-span-zones could not check nodes: availabilityZone of its subnets is not known before the update",
    ],
  },
  absent: {
    when: "the subnets",
    change: (mesh) =>
      mesh.change("nodes", { propertyDependencies: {}, dependencies: ["cluster"] }).unset("nodes", "subnetIds"),
    saying: ["nodes: node group nodes has 0 of at least 2 subnets"],
  },
  empty: { resource: "nodes", saying: [] },
});

describePolicy(eksNodesArePrivate, {
  accepts: [
    {
      when: "SSH for a security group",
      change: (mesh) => mesh.set("nodes", "remoteAccess", { ec2SshKey: "key", sourceSecurityGroupIds: ["sg-1"] }),
    },
  ],
  refuses: [
    {
      when: "nodes with public addresses",
      change: (mesh) => mesh.set("nodes-0", "mapPublicIpOnLaunch", true),
      saying: ["nodes: node group nodes: nodes in subnet nodes-0 get public addresses"],
    },
    {
      when: "SSH for everyone",
      change: (mesh) => mesh.set("nodes", "remoteAccess", { ec2SshKey: "key" }),
      saying: ["nodes: node group nodes: SSH to its nodes is open to everyone"],
    },
  ],
  leavesOpen: [
    {
      when: "a subnet that the stack does not have",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: { subnetIds: ["nodes-0"] } }),
      saying: ["nodes: eks-nodes-are-private could not check nodes: some subnet of its nodes is none of the stack"],
    },
  ],
  unknown: {
    when: "what a subnet does",
    change: (mesh) => mesh.set("nodes-0", "mapPublicIpOnLaunch", unknownValue),
    saying: ["nodes: eks-nodes-are-private could not check nodes: mapPublicIpOnLaunch is not known before the update"],
  },
  absent: { when: "what a subnet does", change: (mesh) => mesh.unset("nodes-0", "mapPublicIpOnLaunch"), saying: [] },
  empty: { resource: "nodes", saying: [] },
});

describePolicy(eksNodesGuardTheirMetadata, {
  accepts: [
    {
      when: "a launch template that only the dependencies of the whole node group tell of",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: {} }),
    },
  ],
  refuses: [
    {
      when: "version 1 of the metadata service and a long way",
      change: (mesh) =>
        mesh.set("launch-template", "metadataOptions", { httpTokens: "optional", httpPutResponseHopLimit: 3 }),
      saying: [
        "launch-template: launch template launch-template: metadataOptions.httpPutResponseHopLimit is 3, more than 2",
        "launch-template: launch template launch-template: metadataOptions.httpTokens is not required",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "nodes without a launch template",
      change: (mesh) => mesh.change("nodes", { propertyDependencies: { subnetIds: ["nodes-0", "nodes-1"] } }),
      saying: [
        "nodes: eks-nodes-guard-their-metadata could not check nodes: the launch template of its nodes is none of the stack",
      ],
    },
  ],
  unknown: {
    when: "the tokens, while the way is still checked",
    change: (mesh) => mesh.set("launch-template", "metadataOptions.httpTokens", unknownValue),
    saying: [
      "launch-template: eks-nodes-guard-their-metadata could not check launch-template: metadataOptions.httpTokens is not known before the update",
    ],
  },
  absent: {
    when: "the options",
    change: (mesh) => mesh.unset("launch-template", "metadataOptions"),
    saying: ["launch-template: launch template launch-template: metadataOptions.httpTokens is not required"],
  },
  empty: {
    resource: "launch-template",
    saying: ["launch-template: launch template launch-template: metadataOptions.httpTokens is not required"],
  },
});
