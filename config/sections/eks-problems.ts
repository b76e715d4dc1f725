import { type Path, REGION } from "../../mesh/config-path";
import { newestIstioFor, supportedKubernetes, supportProblem } from "../../mesh/istio/istio-versions";
import { set } from "../problem/fix";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { type EksInput } from "./cluster-schema";

/** What is wrong with the region of a stack. */
export function regionProblems(region: string | undefined, regions: readonly string[]): Problem[] {
  const path = [REGION];
  const usual = "ap-northeast-1";
  if (region === undefined) {
    return [{ path, message: "is missing: expected the name of an AWS region", fix: set(path, usual) }];
  }
  if (regions.includes(region)) return [];
  const message = `${JSON.stringify(region)} is not an AWS region; ${knownWords(region, regions)}`;
  return [{ path, message, fix: set(path, nearest(region, regions) ?? usual) }];
}

/** What is wrong between values of an EKS cluster, as far as each is right by itself. */
export function eksProblems(cluster: Reading<EksInput>, istioVersion: string | undefined): Problem[] {
  const kubernetesVersion = cluster.field("kubernetesVersion").valid;
  return [
    ...nodeProblems(cluster.field("nodes")),
    ...(istioVersion && kubernetesVersion ? versionProblems(istioVersion, kubernetesVersion) : []),
  ];
}

function versionProblems(istioVersion: string, kubernetesVersion: string): Problem[] {
  const message = supportProblem(istioVersion, kubernetesVersion);
  if (message === undefined) return [];
  const path = ["cluster", "kubernetesVersion"];
  // EKS never takes a cluster back to an older Kubernetes, so it is Istio that has to follow, where one can.
  const istio = newestIstioFor(kubernetesVersion);
  const fix = istio === undefined ? set(path, supportedKubernetes(istioVersion)) : set(["istioVersion"], istio);
  return [{ path, message, fix }];
}

function nodeProblems(nodes: Reading<EksInput["nodes"]>): Problem[] {
  const desired = nodes.field("desired").valid;
  const min = nodes.field("min").valid ?? 1;
  const max = nodes.field("max").valid ?? Infinity;
  const at = (name: string): Path => ["cluster", "nodes", name];
  const most = Math.max(min, max);
  const problems: Problem[] = [];
  if (min > max) {
    const message = `${min} is more than cluster.nodes.max, ${max}`;
    problems.push({ path: at("min"), message, fix: set(at("max"), min) });
  }
  if (desired !== undefined && (desired < min || desired > most)) {
    const message = `${desired} is not between cluster.nodes.min, ${min}, and cluster.nodes.max, ${max}`;
    problems.push({ path: at("desired"), message, fix: set(at("desired"), desired < min ? min : most) });
  }
  return problems;
}
