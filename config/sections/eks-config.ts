import { ADDONS, type Addon, defaultAddonVersion } from "../../mesh/versions/eks-addons";
import { type EksInput } from "./cluster-schema";
import { zoneCount } from "./eks-network-problems";
import { DEFAULT_INSTANCE_TYPE } from "./eks-nodes-schema";

/** Everyone on the internet. */
const EVERYONE = "0.0.0.0/0";

/**
 * A cluster of Amazon EKS that the program owns, with its network: what a stack's section says of it, and all that
 * follows. `region` is that of `aws:region`.
 */
export type EksConfig = Omit<EksInput, "nodes" | "addons" | "endpoint"> & {
  readonly region: string;
  readonly zones: number;
  readonly nodes: Omit<EksInput["nodes"], "instanceType" | "instanceTypes"> & {
    readonly instanceTypes: readonly string[];
  };
  /** The version of each addon, pinned. */
  readonly addons: Readonly<Record<Addon, string>>;
  readonly endpoint: { readonly public: boolean; readonly cidrs: readonly string[] };
};

/** What a valid section of a cluster on EKS comes to. */
export function eksConfig(input: EksInput, region: string): EksConfig {
  const { instanceType, instanceTypes, ...nodes } = input.nodes;
  const versions = ADDONS.map((name) => {
    const version = input.addons[name].version ?? defaultAddonVersion(name, input.kubernetesVersion);
    return [name, version ?? ""] as const;
  });
  return {
    ...input,
    region,
    zones: zoneCount(input),
    nodes: { ...nodes, instanceTypes: instanceTypes ?? [instanceType ?? DEFAULT_INSTANCE_TYPE] },
    addons: Object.fromEntries(versions) as Record<Addon, string>,
    endpoint: { public: input.endpoint.public, cidrs: input.endpoint.cidrs ?? [EVERYONE] },
  };
}
