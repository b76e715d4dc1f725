import { randomBytes } from "node:crypto";
import { API_SERVER_HOST } from "../../mesh/security/client-tls";
import { BOOKINFO_PORT } from "../../mesh/bookinfo";
import {
  type Caller,
  CALLER_CHOICES,
  callers,
  callerName,
  isChosen,
  PROBE_PATHS,
  type Target,
  targets,
} from "../../mesh/security/calls";
import { hostOf } from "../../mesh/security/reachability";
import { type NamedSecret, type SecurityPlan } from "../../mesh/security/security-plan";
import { agentScript } from "./agent/bundle";
import { type Findings, type ProbePlan } from "./agent/protocol";
import { clientPod, type Identity, meshIdentity, plainIdentity } from "./client-pod";
import { type CheckedCluster } from "./cluster";
import { untried, untriedCallers } from "./coverage";
import { judgeOwn, judgePair, judgeRoot, judgeShown } from "./judge";
import { tryFromOutside } from "./outside-client";
import { type CertificateReport, type PairReport, type SecurityReport } from "./report";

export interface SecurityCheckOptions {
  /** How often each pair is tried. */
  readonly attempts: number;
  readonly timeoutSeconds: number;
  /** Who calls, of {@link CALLER_CHOICES}; everyone where nobody is named. */
  readonly callers?: readonly string[];
  /** Addresses outside the mesh to try beside the listed ones. */
  readonly outside: readonly string[];
  /** An image with Node for the client pods; that of ratings, which the nodes have, where none is named. */
  readonly image?: string;
  /** Where the pod without a sidecar runs; the application's namespace where none is named. */
  readonly plainNamespace?: string;
}

export interface CheckedStack {
  readonly stack: string;
  readonly productpageUrl: string;
  readonly plan: SecurityPlan;
  readonly cluster: CheckedCluster;
}

/** Time for a pod to be scheduled, its image pulled and its sidecar started, on top of what its tries may take. */
const START_SECONDS = 150;

/**
 * Tries every pair of caller and target in a running stack and holds what comes of it against the stack's config. Each
 * caller inside the cluster is a pod of its own that calls with that caller's identity, made and removed by the check.
 */
export async function checkSecurity(
  { stack, productpageUrl, plan, cluster }: CheckedStack,
  options: SecurityCheckOptions,
  onProgress: (done: readonly string[], all: number) => void = () => {},
  givenUp?: AbortSignal,
): Promise<SecurityReport> {
  const startedAt = new Date();
  const image = options.image ?? (await cluster.imageOf(plan.namespace, "ratings-v1"));
  const pods: Record<string, string> = {};
  for (const service of Object.keys(PROBE_PATHS)) pods[service] = await cluster.podAddress(plan.namespace, service);
  const plainNamespace = options.plainNamespace ?? plan.namespace;
  await cluster.removeLeftovers([plan.namespace, plan.gatewayNamespace, plainNamespace]);

  const root = await cluster.rootOf(plan.namespace);
  const missing: NamedSecret[] = [];
  for (const secret of plan.secrets) {
    if (!(await cluster.hasSecret(secret.namespace, secret.name))) missing.push(secret);
  }

  const script = await agentScript();
  const run = randomBytes(3).toString("hex");
  const everyone = callers(plan).filter((caller) => isChosen(caller, options.callers ?? CALLER_CHOICES));
  const done: string[] = [];

  // With one caller's pod in trouble the others are of no use: they end, and all are removed before the check does.
  const trouble = new AbortController();
  const signal = AbortSignal.any([trouble.signal, ...(givenUp ? [givenUp] : [])]);
  const measure = async (caller: Caller) => {
    const aims = targets(plan, caller, options.outside).map((target) => ({
      target,
      url: urlOf(plan, productpageUrl, caller, target, pods),
    }));
    const urls = aims.map(({ url }) => url);
    const found = await findings(caller, urls);
    done.push(callerName(caller));
    onProgress(done, everyone.length);
    return { caller, aims, found };
  };
  const measuring = everyone.map((caller) => measure(caller));
  for (const one of measuring) one.catch((error: unknown) => trouble.abort(error));
  await Promise.allSettled(measuring);
  const measured = await Promise.all(measuring);

  async function findings(caller: Caller, urls: readonly string[]): Promise<Findings> {
    if (caller.kind === "outside") {
      return { attempts: await tryFromOutside(urls, options.attempts, options.timeoutSeconds), shown: {} };
    }
    const identity = identityFor(plan, caller, plainNamespace);
    const handshakes =
      caller.kind === "plain" ? Object.values(pods).map((address) => `${address}:${BOOKINFO_PORT}`) : [];
    const probe: ProbePlan = {
      sidecar: identity.sidecar,
      attempts: options.attempts,
      timeoutSeconds: options.timeoutSeconds,
      urls,
      handshakes,
    };
    const tries = urls.length * options.attempts + handshakes.length + 1;
    const deadlineSeconds = START_SECONDS + Math.ceil(tries * options.timeoutSeconds);
    return cluster.findingsOf(clientPod({ identity, run, image, script, plan: probe, deadlineSeconds }), signal);
  }

  const pairs = measured.flatMap(({ caller, aims, found }): PairReport[] =>
    aims.map(({ target, url }) => judgePair(plan, caller, target, url, found.attempts[url] ?? [])),
  );
  const shown = measured.flatMap(({ caller, found }): CertificateReport[] => [
    ...[judgeOwn(plan, caller, found.own) ?? []].flat(),
    ...(caller.kind === "plain"
      ? Object.entries(pods).map(([service, address]) =>
          judgeShown(plan, service, found.shown[`${address}:${BOOKINFO_PORT}`]),
        )
      : []),
  ]);
  const certificates = [judgeRoot(plan, root), ...shown];
  return {
    formatVersion: 1,
    stack,
    mtls: plan.mtls,
    startedAt: startedAt.toISOString(),
    durationSeconds: (Date.now() - startedAt.getTime()) / 1000,
    attempts: options.attempts,
    ok: missing.length === 0 && [...pairs, ...certificates].every(({ ok }) => ok),
    pairs,
    certificates,
    missing,
    untried: [...untriedCallers(options.callers), ...untried(plan.egress, options.outside)],
  };
}

function identityFor(
  plan: SecurityPlan,
  caller: Exclude<Caller, { kind: "outside" }>,
  plainNamespace: string,
): Identity {
  return caller.kind === "mesh" ? meshIdentity(plan, caller.name) : plainIdentity(plainNamespace);
}

/** The address by which a caller calls a target. */
export function urlOf(
  plan: SecurityPlan,
  productpageUrl: string,
  caller: Caller,
  target: Target,
  pods: Readonly<Record<string, string>>,
): string {
  switch (target.kind) {
    case "service":
      return caller.kind === "outside"
        ? new URL(target.path, gatewayOf(plan, productpageUrl, caller.scheme)).href
        : `http://${hostOf(plan, target.service)}:${BOOKINFO_PORT}${target.path}`;
    case "pod":
      return `http://${pods[target.service]}:${BOOKINFO_PORT}${target.path}`;
    case "api-server":
      return `https://${API_SERVER_HOST}/version`;
    case "external":
      return target.url;
  }
}

function gatewayOf({ httpPort }: SecurityPlan, productpageUrl: string, scheme: "http" | "https"): string {
  const { origin, protocol, hostname } = new URL(productpageUrl);
  return protocol === `${scheme}:` ? origin : `${scheme}://${hostname}:${httpPort}`;
}
