import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type ExistingClusterConfig } from "./config";
import { knownWords } from "./nearest";
import { type Problem, projectKey, setCommand } from "./problem";

/** A kubeconfig as far as this project looks into it (kubernetes.io, kubeconfig v1). */
export interface Kubeconfig {
  readonly contexts?: readonly { readonly name: string; readonly context?: { cluster?: string; user?: string } }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster?: Readonly<Record<string, unknown>> }[];
  readonly users?: readonly { readonly name: string; readonly user?: Readonly<Record<string, unknown>> }[];
}

const FILE_KEY = projectKey(["cluster", "kubeconfig"]);
const CONTEXT_KEY = projectKey(["cluster", "context"]);

/** What keeps a kubeconfig file and context from being used: a missing or unreadable file, no YAML, no such context. */
export function kubeconfigProblems({ kubeconfig: file, context }: ExistingClusterConfig): Problem[] {
  const unusable = (message: string): Problem[] => [
    { key: FILE_KEY, message, mend: setCommand(FILE_KEY, "~/.kube/config") },
  ];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return unusable(`${file} cannot be read: ${reason(error)}; expected a kubeconfig file`);
  }
  const config = parseKubeconfig(text);
  if (!config) return unusable(`${file} is not a kubeconfig: expected YAML or JSON with clusters, users and contexts`);
  const contexts = (config.contexts ?? []).map(({ name }) => name);
  if (contexts.includes(context)) return [];
  if (contexts.length === 0) return unusable(`${file} has no contexts: expected a kubeconfig with at least one`);
  const message = `${file} has no context ${JSON.stringify(context)}; ${knownWords(context, contexts)}`;
  return [{ key: CONTEXT_KEY, message, mend: setCommand(CONTEXT_KEY, contexts[0] ?? "") }];
}

/** The text of a kubeconfig as an object; undefined where it is none. */
export function parseKubeconfig(text: string): Kubeconfig | undefined {
  try {
    const value: unknown = parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined; // The caller says which file it was.
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "you may not read it";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}
