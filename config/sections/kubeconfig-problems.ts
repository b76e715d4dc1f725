import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Path, projectKey } from "../../mesh/config-path";
import { chooseContext, type ContextFault, contextNames, type Kubeconfig, parseKubeconfig } from "./kubeconfig";
import { type Fix, run, set } from "../problem/fix";
import { knownWords, nearest } from "../problem/nearest";
import { type KubeconfigChoice } from "../parse-config";
import { type Problem } from "../problem/problem";

const FILE: Path = ["cluster", "kubeconfig"];
const CONTEXT: Path = ["cluster", "context"];

/**
 * What keeps a kubeconfig file and context from being used: a missing or unreadable file, no kubeconfig, no such
 * context, or one that leads to no cluster or user. Where the context is not known, only the file is looked at.
 */
export function kubeconfigProblems({ kubeconfig: file, context }: KubeconfigChoice): Problem[] {
  const unusable = (message: string): Problem[] => [{ path: FILE, message, fix: otherFile(file, context) }];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return unusable(`${file} cannot be read: ${reason(error)}; expected a kubeconfig file`);
  }
  const parsed = parseKubeconfig(text);
  if ("wrongAt" in parsed) {
    const place = parsed.wrongAt ? `; what is wrong is ${parsed.wrongAt}` : "";
    return unusable(`${file} is not a kubeconfig: expected YAML or JSON with clusters, users and contexts${place}`);
  }
  const names = contextNames(parsed.config);
  if (names.length === 0) return unusable(`${file} has no contexts: expected a kubeconfig with at least one`);
  return context === undefined ? [] : contextProblems(file, context, parsed.config);
}

function contextProblems(file: string, context: string, config: Kubeconfig): Problem[] {
  const names = contextNames(config);
  if (!names.includes(context)) {
    const message = `${file} has no context ${JSON.stringify(context)}; ${knownWords(context, names)}`;
    return [{ path: CONTEXT, message, fix: set(CONTEXT, nearest(context, names) ?? names[0] ?? "") }];
  }
  const chosen = chooseContext(config, context);
  if (!("fault" in chosen)) return [];
  const message = `context ${JSON.stringify(context)} of ${file} ${chosen.fault}`;
  return [{ path: CONTEXT, message, fix: contextFix(file, context, config, chosen) }];
}

/** What gives a context what it lacks, or else takes another context, or another file. */
function contextFix(file: string, context: string, config: Kubeconfig, { part }: ContextFault): Fix {
  const lists = { cluster: config.clusters, user: config.users };
  const names = part === "cluster" || part === "user" ? (lists[part] ?? []).map(({ name }) => name) : [];
  const wanted = config.contexts?.find(({ name }) => name === context)?.context?.[part];
  const name = (typeof wanted === "string" ? nearest(wanted, names) : undefined) ?? names[0];
  if (name !== undefined) {
    return run(["kubectl", "--kubeconfig", file, "config", "set-context", context, `--${part}=${name}`]);
  }
  const other = contextNames(config).find((one) => !("fault" in chooseContext(config, one)));
  return other === undefined ? otherFile(file, context) : set(CONTEXT, other);
}

/** The usual kubeconfig, or a new cluster to write it, where it is the usual one that does not do. */
function otherFile(file: string, context: string | undefined): Fix {
  if (file !== join(homedir(), ".kube", "config")) return set(FILE, "~/.kube/config");
  const name = /^kind-([a-z0-9.-]+)$/.exec(context ?? "")?.[1] ?? "mesh";
  const note = `or set ${projectKey(FILE)} to the kubeconfig of a cluster that you have`;
  return run(["kind", "create", "cluster", "--name", name], { note });
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "you may not read it";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}
