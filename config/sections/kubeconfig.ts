import { parse } from "yaml";
import { z } from "zod";
import { configPath } from "../../mesh/config-path";

// As in kubectl, a name may be written as a number or a truth value.
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const entry = z.record(z.string(), z.unknown());
const reference = z.looseObject({ cluster: text.nullish(), user: text.nullish() });

/** A kubeconfig as far as this project looks into it (kubernetes.io, kubeconfig v1). */
const kubeconfigSchema = z.object({
  contexts: z.array(z.object({ name: text, context: reference.nullish() })).nullish(),
  clusters: z.array(z.object({ name: text, cluster: entry.nullish() })).nullish(),
  users: z.array(z.object({ name: text, user: entry.nullish() })).nullish(),
});

export type Kubeconfig = z.infer<typeof kubeconfigSchema>;
export type KubeconfigEntry = z.infer<typeof entry>;

/** What one context leads to. */
export interface ChosenContext {
  readonly context: KubeconfigEntry;
  readonly cluster: { readonly name: string; readonly entry: KubeconfigEntry; readonly server: string };
  readonly user: { readonly name: string; readonly entry: KubeconfigEntry };
}

/** Why a context leads nowhere, and which part of it is to blame. */
export interface ContextFault {
  readonly part: "context" | "cluster" | "server" | "user";
  readonly fault: string;
}

/** A text as a kubeconfig, or where in it something else stands than a kubeconfig has there. */
export function parseKubeconfig(text: string): { readonly config: Kubeconfig } | { readonly wrongAt: string } {
  const { data, error } = kubeconfigSchema.safeParse(parsed(text));
  return data ? { config: data } : { wrongAt: configPath(error.issues[0]?.path ?? []) };
}

/** The names of a kubeconfig's contexts. */
export function contextNames({ contexts }: Kubeconfig): string[] {
  return (contexts ?? []).map(({ name }) => name);
}

/** What a context leads to: a cluster with an address, and a user. */
export function chooseContext(config: Kubeconfig, name: string): ChosenContext | ContextFault {
  const context = config.contexts?.find((one) => one.name === name)?.context;
  if (!context) return { part: "context", fault: "is not in the file" };

  const cluster = config.clusters?.find((one) => one.name === context.cluster);
  if (!cluster) return { part: "cluster", fault: missing("cluster", context.cluster) };
  const server = cluster.cluster?.["server"];
  if (!cluster.cluster || !isAddress(server)) {
    const is = server === undefined ? "without a server" : `whose server is ${JSON.stringify(server)}`;
    return { part: "server", fault: `names a cluster ${is}: expected an https:// address in ${cluster.name}` };
  }
  const user = config.users?.find((one) => one.name === context.user);
  if (!user) return { part: "user", fault: missing("user", context.user) };
  return {
    context,
    cluster: { name: cluster.name, entry: cluster.cluster, server },
    user: { name: user.name, entry: user.user ?? {} },
  };
}

function missing(part: "cluster" | "user", name: string | null | undefined): string {
  return name === undefined || name === null || name === ""
    ? `names no ${part}`
    : `names a ${part} that the file does not have: ${name}`;
}

function isAddress(server: unknown): server is string {
  return typeof server === "string" && /^https?:\/\//.test(server) && URL.canParse(server);
}

function parsed(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return undefined; // What is no YAML is not a kubeconfig, which is told.
  }
}
