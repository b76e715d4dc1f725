import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Addon } from "../../mesh/versions/eks-addons";

export interface EksAddonArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly addonName: Addon;
  readonly addonVersion: string;
}

/** An addon of EKS at one version, which takes over whatever of it is in the cluster already. */
export function eksAddon(name: string, args: EksAddonArgs, opts: pulumi.CustomResourceOptions): aws.eks.Addon {
  return new aws.eks.Addon(
    `${name}-${args.addonName}`,
    { ...args, resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" },
    opts,
  );
}
