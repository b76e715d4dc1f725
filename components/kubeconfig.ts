import { RunError } from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { stringify } from "yaml";
import { type ExistingClusterConfig } from "../mesh/config";
import { parseKubeconfig } from "../mesh/kubeconfig";
import { formatProblems, projectKey } from "../mesh/problem";

/** What one context of a kubeconfig says about a cluster. */
export interface ClusterAccess {
  /** The kubeconfig file. */
  readonly file: string;
  readonly context: string;
  /** The API server's URL. */
  readonly server: string;
  /** The same context as a kubeconfig of its own, with certificates and keys in it instead of the files' names. */
  readonly kubeconfig: string;
  /** How a client other than kubectl connects, without the credentials that a helper program would hand out. */
  readonly connection: Connection;
}

export interface Connection {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly token?: string;
  /** The name in the server's certificate, where it is not the URL's. */
  readonly servername?: string;
  /** Whether the server's certificate goes unchecked. */
  readonly insecure: boolean;
  /** The URL of a proxy on the way to the server. */
  readonly proxy?: string;
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Reads what one context of a kubeconfig says.
 *
 * @throws RunError when the context, or the cluster, user or file that it leads to, can't be found.
 */
export function readAccess({ kubeconfig: file, context }: ExistingClusterConfig): ClusterAccess {
  const read = (path: unknown) => readBeside(file, String(path), context);
  const { contexts, clusters, users } = parseKubeconfig(read(file).toString()) ?? {};

  const chosen = contexts?.find(({ name }) => name === context)?.context;
  const clusterEntry = clusters?.find(({ name }) => name === chosen?.cluster)?.cluster;
  const userEntry = users?.find(({ name }) => name === chosen?.user)?.user;
  const server = text(clusterEntry, "server");
  if (!chosen) throw accessError(file, context, "is not in the file");
  if (!clusterEntry || !server) throw accessError(file, context, `names a cluster without a server: ${chosen.cluster}`);
  if (!userEntry) throw accessError(file, context, `names a user that the file does not have: ${chosen.user}`);

  const cluster = inlined(clusterEntry, ["certificate-authority"], read);
  const user = inlined(userEntry, ["client-certificate", "client-key"], read);
  // As in kubectl, the file counts where both are given.
  const token = userEntry["tokenFile"] ? read(userEntry["tokenFile"]).toString().trim() : text(userEntry, "token");

  return {
    file,
    context,
    server,
    kubeconfig: stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": context,
      contexts: [{ name: context, context: chosen }],
      clusters: [{ name: chosen.cluster, cluster }],
      users: [{ name: chosen.user, user }],
    }),
    connection: {
      ca: decoded(cluster, "certificate-authority-data"),
      cert: decoded(user, "client-certificate-data"),
      key: decoded(user, "client-key-data"),
      token,
      servername: text(cluster, "tls-server-name"),
      insecure: cluster["insecure-skip-tls-verify"] === true,
      proxy: text(cluster, "proxy-url"),
    },
  };
}

/** An entry with the content of the files that it names in place of their names: `client-key` becomes `client-key-data`. */
function inlined(entry: Entry, keys: readonly string[], read: (path: unknown) => Buffer): Entry {
  const kept = Object.entries(entry).filter(([key]) => !keys.includes(key));
  const contents = keys
    .filter((key) => entry[key] && !entry[`${key}-data`])
    .map((key) => [`${key}-data`, read(entry[key]).toString("base64")]);
  return Object.fromEntries([...kept, ...contents]) as Entry;
}

function text(entry: Entry | undefined, key: string): string | undefined {
  const value = entry?.[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decoded(entry: Entry, key: string): Buffer | undefined {
  const data = text(entry, key);
  return data === undefined ? undefined : Buffer.from(data, "base64");
}

/** A file that a kubeconfig names, by its own folder where the name is relative. */
function readBeside(kubeconfig: string, path: string, context: string): Buffer {
  try {
    return readFileSync(resolve(dirname(kubeconfig), path));
  } catch (error) {
    throw accessError(kubeconfig, context, `leads to a file that can't be read: ${(error as Error).message}`);
  }
}

function accessError(file: string, context: string, fault: string): RunError {
  return new RunError(
    formatProblems([
      {
        key: projectKey(["cluster", "context"]),
        message: `context ${JSON.stringify(context)} of ${file} ${fault}`,
        mend: `kubectl --kubeconfig ${file} config view   # shows what it has; name another context or mend this one`,
      },
    ]),
  );
}
