import { type KubeConfig } from "@kubernetes/client-node";
import { boundedKubeConfig } from "../../stack/bounded-kubeconfig";
import { readClusterAccess } from "../../stack/cluster-access";
import { defaultStack } from "../../stack/outputs";
import { UserError } from "../../terminal/user-error";

/** How a cluster is named: by a stack, or, before there is one, by a kubeconfig and one of its contexts. */
export interface ClusterFlags {
  readonly stack?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The cluster that is meant. */
export async function chosenCluster({ stack, kubeconfig, context }: ClusterFlags): Promise<KubeConfig> {
  if (kubeconfig === undefined && context === undefined) return readClusterAccess(stack ?? defaultStack());
  if (stack !== undefined) {
    throw new UserError(
      `--stack ${stack} names a cluster, and so does ${context === undefined ? "--kubeconfig" : "--context"}.\n` +
        "Leave one of them out.",
    );
  }
  return accessOf(kubeconfig, context);
}

/** A kubeconfig by its path, or those that kubectl would take, with one of its contexts or its current one. */
function accessOf(path: string | undefined, context: string | undefined): KubeConfig {
  const access = boundedKubeConfig();
  const from = path ?? process.env["KUBECONFIG"] ?? "~/.kube/config";
  try {
    if (path === undefined) access.loadFromDefault();
    else access.loadFromFile(path);
  } catch (error) {
    // What the parser says of a file that it read has a part of it in it, and so may have credentials.
    const reason = (error as NodeJS.ErrnoException).code ?? "it is not a kubeconfig";
    throw new UserError(`The kubeconfig ${from} can't be read: ${reason}.\nName another with --kubeconfig PATH.`);
  }
  const contexts = access.getContexts().map(({ name }) => name);
  const name = context ?? access.getCurrentContext();
  if (!contexts.includes(name)) {
    const has = contexts.length > 0 ? `it has ${contexts.join(", ")}` : "it has none";
    throw new UserError(
      `The kubeconfig ${from} has no context ${JSON.stringify(name)}: ${has}.\nName one with --context NAME.`,
    );
  }
  access.setCurrentContext(name);
  return access;
}
