import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Cluster } from "@kubernetes/client-node";
// The package's index would load a class for every Kubernetes kind, which takes longer than all the rest.
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";

/** Where a provider's kubeconfig comes from and which part of it is used. */
export interface KubeconfigSelection {
  /** A file's path, or the content itself in YAML or JSON; undefined for `$KUBECONFIG` or `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** Undefined for the kubeconfig's current context. */
  readonly context?: string;
  /** Undefined for the context's own cluster. */
  readonly cluster?: string;
}

/** A kubeconfig with one context chosen. */
export interface SelectedKubeconfig {
  readonly config: KubeConfig;
  /** Where it came from, for messages: a path, or "the provider's kubeconfig". */
  readonly source: string;
  /** The file, when it came from one. */
  readonly file?: string;
  /** The content, when it was handed over as such. */
  readonly content?: string;
  readonly context: string;
  readonly cluster: Cluster;
  /** The context's namespace, if it names one. */
  readonly namespace?: string;
}

/**
 * Reads the kubeconfig that a provider names and chooses the context in it.
 * @throws Error saying which file, key or context is wrong and what there is instead
 */
export function selectKubeconfig(selection: KubeconfigSelection): SelectedKubeconfig {
  const origin = originOf(selection.kubeconfig);
  const config = load(origin);
  const source = origin.kind === "content" ? "the provider's kubeconfig" : origin.path;

  const wanted = selection.context ?? config.getCurrentContext();
  const names = config.getContexts().map(({ name }) => name);
  const context = config.getContextObject(wanted ?? "");
  if (!wanted || context === null) {
    const what = wanted ? `has no context "${wanted}"` : "names no current-context";
    throw new Error(`${source} ${what}; its contexts: ${names.join(", ") || "none"}`);
  }
  if (selection.cluster !== undefined) {
    config.contexts = config.contexts.map((each) =>
      each.name === wanted ? { ...each, cluster: selection.cluster ?? each.cluster } : each,
    );
  }
  config.setCurrentContext(wanted);

  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(
      `${source}: context "${wanted}" names cluster "${selection.cluster ?? context.cluster}", which it does not have`,
    );
  }
  return {
    config,
    source,
    ...(origin.kind === "content" ? { content: origin.content } : { file: origin.path }),
    context: wanted,
    cluster,
    ...(context.namespace ? { namespace: context.namespace } : {}),
  };
}

type Origin = { readonly kind: "content"; readonly content: string } | { readonly kind: "file"; readonly path: string };

/** Content has several lines or is a JSON object; everything else is taken as a path. */
function originOf(kubeconfig: string | undefined): Origin {
  if (kubeconfig) {
    const text = kubeconfig.trim();
    if (text.includes("\n") || text.startsWith("{")) return { kind: "content", content: text };
    return { kind: "file", path: resolve(text.replace(/^~(?=\/|$)/, homedir())) };
  }
  const [first] = (process.env["KUBECONFIG"] ?? "").split(":").filter(Boolean);
  return { kind: "file", path: first ?? join(homedir(), ".kube", "config") };
}

function load(origin: Origin): KubeConfig {
  const config = new KubeConfig();
  if (origin.kind === "file" && !existsSync(origin.path)) {
    throw new Error(`there is no kubeconfig at ${origin.path}`);
  }
  try {
    if (origin.kind === "content") {
      config.loadFromString(origin.content);
    } else {
      config.loadFromFile(origin.path);
    }
  } catch (error) {
    const what = origin.kind === "content" ? "the provider's kubeconfig" : origin.path;
    throw new Error(`${what} is not a kubeconfig: ${(error as Error).message.split("\n")[0]}`, { cause: error });
  }
  return config;
}

/**
 * What tells one cluster from another as far as a kubeconfig can: its server and its certificate authority. A user,
 * a token or a context's name may change without the cluster being another one.
 */
export function clusterIdentity({ cluster }: SelectedKubeconfig): string {
  const authority = cluster.caData ?? (cluster.caFile ? readIfThere(cluster.caFile) : undefined);
  return JSON.stringify([cluster.server, authority ?? null]);
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file).toString("base64") : undefined;
}
