import { type Mutation } from "./mutation";

export const EKS_MUTATIONS: readonly Mutation[] = [
  {
    policy: "eks-endpoint-is-restricted",
    what: "an API server for everyone",
    mutate: (mesh) => mesh.unset("cluster", "vpcConfig.publicAccessCidrs"),
  },
  {
    policy: "eks-secrets-are-encrypted",
    what: "no key for Secrets",
    mutate: (mesh) => mesh.unset("cluster", "encryptionConfig"),
  },
  {
    policy: "eks-control-plane-is-logged",
    what: "no audit log",
    mutate: (mesh) => mesh.unset("cluster", "enabledClusterLogTypes[1]"),
  },
  {
    policy: "eks-version-is-supported",
    what: "no version",
    mutate: (mesh) => mesh.unset("cluster", "version"),
  },
  {
    policy: "eks-access-is-by-entries",
    what: "the ConfigMap too",
    mutate: (mesh) => mesh.set("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP"),
  },
  {
    policy: "eks-cluster-is-protected",
    what: "no protection",
    mutate: (mesh) => mesh.change("cluster", { protect: false }),
  },
  {
    policy: "eks-nodes-span-zones",
    what: "one zone for all nodes",
    mutate: (mesh) => mesh.set("nodes-1", "availabilityZone", "ap-northeast-1a"),
  },
  {
    policy: "eks-nodes-are-private",
    what: "public addresses",
    mutate: (mesh) => mesh.set("nodes-1", "mapPublicIpOnLaunch", true),
  },
  {
    policy: "eks-nodes-guard-their-metadata",
    what: "version 1 of the metadata service",
    mutate: (mesh) => mesh.set("launch-template", "metadataOptions.httpTokens", "optional"),
  },
];
