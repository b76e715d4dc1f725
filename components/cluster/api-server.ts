import { log, RunError } from "@pulumi/pulumi";
import { newestIstioFor, supportProblem } from "../../mesh/versions/istio-versions";
import { run, set } from "../../config/problem/fix";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";
import { askApiServer, type Answer } from "./api-request";
import { ClusterReader } from "./cluster-reader";
import { goesThroughProxy } from "./proxy-environment";
import { type ClusterAccess } from "./kubeconfig";

/** What a cluster must be fit for. */
export interface ClusterNeeds {
  /** The Istio that is installed; undefined where it is there. */
  readonly istioVersion: string | undefined;
  /** The application's namespace, which must be there already; undefined where none is installed. */
  readonly namespace: string | undefined;
  /** What else is wrong with the cluster, by what is in it, once its version is known. */
  readonly problems?: (cluster: ClusterReader, kubernetes: string) => Promise<readonly Problem[]>;
}

/**
 * Makes sure that a cluster's API server answers, accepts the kubeconfig's credentials, has a version that Istio
 * supports, and has the application's namespace. A server behind a proxy, of the kubeconfig or of the environment, is
 * not asked: only the provider knows how to go through it.
 *
 * @throws RunError when it does not.
 */
export async function checkApiServer(access: ClusterAccess, needs: ClusterNeeds): Promise<void> {
  const { istioVersion, namespace, problems } = needs;
  const leaveTo = (reason: string) => {
    if (!problems) return;
    void log.warn(`what the stack expects in the cluster is not looked for before the update: ${reason}`);
  };
  if (access.connection.proxy || goesThroughProxy(new URL(access.server), process.env)) {
    return leaveTo("the API server is behind a proxy");
  }

  const { status, body } = await get(access, "/version");
  // Without a static credential, 401 and 403 only say that this question needs the one of the kubeconfig's helper
  // program.
  const { token, cert } = access.connection;
  if (status === 401 && (token ?? cert)) throw unusable(access, "the API server refuses the kubeconfig's credentials");
  if (status === 401 || status === 403) return leaveTo("its credentials are those of a helper program");
  if (status !== 200) throw unusable(access, `the API server answers /version with status ${status}`);

  const kubernetes = gitVersion(access, body);
  const unsupported = istioVersion === undefined ? undefined : supportProblem(istioVersion, kubernetes);
  if (unsupported) throw refusal(unsupportedProblem(access, kubernetes, unsupported));
  if (namespace !== undefined && (await isMissing(access, namespace))) {
    throw refusal(missingProblem(access, namespace));
  }
  const found = (await problems?.(new ClusterReader((path) => get(access, path), kubectl(access)), kubernetes)) ?? [];
  if (found.length > 0) throw refusal(...found);
}

/** Whether the API server says that there is no such namespace. Where it may not say so, the provider will find out. */
async function isMissing(access: ClusterAccess, namespace: string): Promise<boolean> {
  if (namespace === "default") return false;
  const { status, body } = await get(access, `/api/v1/namespaces/${namespace}`);
  return status === 404 && body.includes('"NotFound"');
}

function kubectl({ file, context }: ClusterAccess): string[] {
  return ["kubectl", "--kubeconfig", file, "--context", context];
}

async function get(access: ClusterAccess, path: string): Promise<Answer> {
  return askApiServer(access, path).catch((error: NodeJS.ErrnoException) => {
    throw unusable(access, `the API server can't be reached: ${reason(error)}`);
  });
}

function gitVersion(access: ClusterAccess, body: string): string {
  try {
    const { gitVersion } = JSON.parse(body) as { gitVersion?: unknown };
    if (typeof gitVersion === "string") return gitVersion;
  } catch {
    // Answered below, like any other answer that is not a Kubernetes version.
  }
  throw unusable(access, "what answers is not a Kubernetes API server");
}

function reason(error: NodeJS.ErrnoException): string {
  const reasons: Record<string, string> = {
    ECONNREFUSED: "connection refused",
    ENOTFOUND: "its name is unknown to DNS",
    EAI_AGAIN: "its name can't be resolved now",
    EHOSTUNREACH: "no route to the host",
    DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by the kubeconfig's certificate authority",
    SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by the kubeconfig's certificate authority",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not signed by the kubeconfig's certificate authority",
    CERT_HAS_EXPIRED: "its certificate has expired",
  };
  return reasons[error.code ?? ""] ?? error.message;
}

function unusable({ file, context, server }: ClusterAccess, message: string): RunError {
  return refusal({
    path: ["cluster"],
    label: context,
    message,
    detail: `server ${server}, from ${file}`,
    fix: run(["kubectl", "--kubeconfig", file, "--context", context, "version"], {
      before: "start the cluster, then see that this answers",
    }),
  });
}

function refusal(...problems: readonly Problem[]): RunError {
  return new RunError(formatProblems(problems, pulumiCommand(process.env)));
}

function unsupportedProblem({ context, server }: ClusterAccess, kubernetes: string, unsupported: string): Problem {
  const istio = newestIstioFor(kubernetes);
  const path = ["istioVersion"];
  const fix =
    istio === undefined
      ? run(["kubectl", "config", "get-contexts"], {
          note: "then name one whose Kubernetes is supported as cluster.context",
        })
      : set(path, istio, "or upgrade the cluster");
  return {
    path,
    message: unsupported,
    detail: `the cluster is context ${context}, server ${server}`,
    fix,
  };
}

function missingProblem({ file, context, server }: ClusterAccess, namespace: string): Problem {
  return {
    path: ["bookinfo", "namespace"],
    message: `the cluster has no namespace ${namespace}: expected one that is there, which the stack labels and does not own`,
    detail: `the cluster is context ${context}, server ${server}`,
    fix: run(["kubectl", "--kubeconfig", file, "--context", context, "create", "namespace", namespace]),
  };
}
