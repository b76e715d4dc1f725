import { RunError } from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { stringify } from "yaml";
import { run } from "../../config/problem/fix";
import { formatProblems } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";
import { chooseContext, type KubeconfigEntry, parseKubeconfig } from "../../config/sections/kubeconfig";
import { type ExistingClusterConfig } from "../../config/config";

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

/**
 * Reads what one context of a kubeconfig says, which is known to lead to a cluster and a user.
 *
 * @throws RunError when a file that it names can't be read.
 */
export function readAccess({ kubeconfig: file, context }: ExistingClusterConfig): ClusterAccess {
  const read = (path: unknown) => readBeside(file, String(path), context);
  const parsed = parseKubeconfig(read(file).toString());
  if ("wrongAt" in parsed) throw accessError(file, context, "is in a file that is not a kubeconfig");
  const chosen = chooseContext(parsed.config, context);
  if ("fault" in chosen) throw accessError(file, context, chosen.fault);

  const cluster = inlined(chosen.cluster.entry, ["certificate-authority"], read);
  const user = absolute(inlined(chosen.user.entry, ["client-certificate", "client-key"], read), dirname(file));
  // As in kubectl, the file counts where both are given.
  const token = user["tokenFile"] ? read(user["tokenFile"]).toString().trim() : text(user, "token");

  return {
    file,
    context,
    server: chosen.cluster.server,
    kubeconfig: stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": context,
      contexts: [{ name: context, context: chosen.context }],
      clusters: [{ name: chosen.cluster.name, cluster }],
      users: [{ name: chosen.user.name, user }],
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

/**
 * A user's entry that means the same wherever it is kept: the token's file, which is read anew again and again, and the
 * helper program are found from the kubeconfig's folder where their paths are relative (client-go, ResolveLocalPaths).
 */
function absolute(user: KubeconfigEntry, folder: string): KubeconfigEntry {
  const tokenFile = text(user, "tokenFile");
  const exec = user["exec"] as KubeconfigEntry | undefined;
  const command = exec && text(exec, "command");
  return {
    ...user,
    ...(tokenFile !== undefined && { tokenFile: resolve(folder, tokenFile) }),
    // A name without a folder is looked up on the PATH.
    ...(command?.includes("/") && { exec: { ...exec, command: resolve(folder, command) } }),
  };
}

/**
 * An entry with the content of the files that it names in place of their names: `client-key` becomes `client-key-data`.
 */
function inlined(entry: KubeconfigEntry, keys: readonly string[], read: (path: unknown) => Buffer): KubeconfigEntry {
  const kept = Object.entries(entry).filter(([key]) => !keys.includes(key));
  const contents = keys
    .filter((key) => entry[key] && !entry[`${key}-data`])
    .map((key) => [`${key}-data`, read(entry[key]).toString("base64")]);
  return Object.fromEntries([...kept, ...contents]) as KubeconfigEntry;
}

function text(entry: KubeconfigEntry, key: string): string | undefined {
  const value = entry[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decoded(entry: KubeconfigEntry, key: string): Buffer | undefined {
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
  const problem = {
    path: ["cluster", "context"],
    message: `context ${JSON.stringify(context)} of ${file} ${fault}`,
    fix: run(["kubectl", "--kubeconfig", file, "config", "view"], {
      note: "shows what it has; name another context or fix this one",
    }),
  };
  return new RunError(formatProblems([problem], pulumiCommand(process.env)));
}
