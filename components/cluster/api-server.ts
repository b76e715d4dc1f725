import { RunError } from "@pulumi/pulumi";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { newestIstioFor, supportProblem } from "../../mesh/versions/istio-versions";
import { run, set } from "../../config/problem/fix";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";
import { goesThroughProxy } from "./proxy-environment";
import { type ClusterAccess } from "./kubeconfig";

const TIMEOUT_SECONDS = 10;

/** What a cluster must be fit for. */
export interface ClusterNeeds {
  readonly istioVersion: string;
  /** The application's namespace, which must be there already. */
  readonly namespace: string;
}

/**
 * Makes sure that a cluster's API server answers, accepts the kubeconfig's credentials, has a version that Istio
 * supports, and has the application's namespace. A server behind a proxy, of the kubeconfig or of the environment, is
 * not asked: only the provider knows how to go through it.
 *
 * @throws RunError when it does not.
 */
export async function checkApiServer(access: ClusterAccess, { istioVersion, namespace }: ClusterNeeds): Promise<void> {
  if (access.connection.proxy || goesThroughProxy(new URL(access.server), process.env)) return;

  const { status, body } = await get(access, "/version");
  // Without a static credential, 401 and 403 only say that this question needs the one of the kubeconfig's helper
  // program.
  const { token, cert } = access.connection;
  if (status === 401 && (token ?? cert)) throw unusable(access, "the API server refuses the kubeconfig's credentials");
  if (status === 401 || status === 403) return;
  if (status !== 200) throw unusable(access, `the API server answers /version with status ${status}`);

  const kubernetes = gitVersion(access, body);
  const unsupported = supportProblem(istioVersion, kubernetes);
  if (unsupported) throw refusal(unsupportedProblem(access, kubernetes, unsupported));
  if (await isMissing(access, namespace)) throw refusal(missingProblem(access, namespace));
}

/** Whether the API server says that there is no such namespace. Where it may not say so, the provider will find out. */
async function isMissing(access: ClusterAccess, namespace: string): Promise<boolean> {
  if (namespace === "default") return false;
  const { status, body } = await get(access, `/api/v1/namespaces/${namespace}`);
  return status === 404 && body.includes('"NotFound"');
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function get(access: ClusterAccess, path: string): Promise<Answer> {
  return request(access, path).catch((error: NodeJS.ErrnoException) => {
    throw unusable(access, `the API server can't be reached: ${reason(error)}`);
  });
}

function request({ server, connection }: ClusterAccess, path: string): Promise<Answer> {
  const url = new URL(server.replace(/\/$/, "") + path);
  const { ca, cert, key, token, servername, insecure } = connection;
  const ask = url.protocol === "http:" ? httpRequest : httpsRequest;

  return new Promise((resolve, reject) => {
    const asked = ask(
      url,
      {
        ca,
        cert,
        key,
        servername,
        rejectUnauthorized: !insecure,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        timeout: TIMEOUT_SECONDS * 1000,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${TIMEOUT_SECONDS} seconds`)));
    asked.on("error", reject);
    asked.end();
  });
}

function gitVersion(access: ClusterAccess, body: string): string {
  try {
    const { gitVersion } = JSON.parse(body) as { gitVersion?: unknown };
    if (typeof gitVersion === "string") return gitVersion;
  } catch {
    // Answered below, like any other answer that is not a Kubernetes version.
  }
  throw unusable(access, "what answers is no Kubernetes API server");
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

function refusal(problem: Problem): RunError {
  return new RunError(formatProblems([problem], pulumiCommand(process.env)));
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
