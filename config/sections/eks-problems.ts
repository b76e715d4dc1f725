import { projectKey } from "../../mesh/config-path";
import { newestIstioFor, supportedKubernetes, supportProblem } from "../../mesh/istio/istio-versions";
import { PULUMI, setCommand } from "../problem/mend";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";
import { soundFields } from "../sound-parts";
import { fieldOf } from "../value";
import { eksCluster } from "./config-schema";

/** What is wrong with the region of a stack. */
export function regionProblems(region: string | undefined, regions: readonly string[]): Problem[] {
  const key = "aws:region";
  const command = (name: string) => `${PULUMI} config set ${key} ${name}`;
  const usual = "ap-northeast-1";
  if (region === undefined) {
    return [{ key, message: "is missing: expected the name of an AWS region", mend: command(usual) }];
  }
  if (regions.includes(region)) return [];
  const message = `${JSON.stringify(region)} is not an AWS region; ${knownWords(region, regions)}`;
  return [{ key, message, mend: command(nearest(region, regions) ?? usual) }];
}

/** What is wrong between values of an EKS cluster, as far as each is right by itself. */
export function eksProblems(cluster: unknown, istioVersion: string | undefined): Problem[] {
  const { kubernetesVersion } = soundFields(eksCluster, cluster);
  return [
    ...nodeProblems(soundFields(eksCluster.shape.nodes.unwrap(), fieldOf(cluster, "nodes"))),
    ...(istioVersion && kubernetesVersion ? versionProblems(istioVersion, kubernetesVersion) : []),
  ];
}

function versionProblems(istioVersion: string, kubernetesVersion: string): Problem[] {
  const message = supportProblem(istioVersion, kubernetesVersion);
  if (message === undefined) return [];
  const kubernetesKey = projectKey(["cluster", "kubernetesVersion"]);
  // EKS never takes a cluster back to an older Kubernetes, so it is Istio that has to follow, where one can.
  const istio = newestIstioFor(kubernetesVersion);
  const mend =
    istio === undefined
      ? setCommand(kubernetesKey, supportedKubernetes(istioVersion))
      : setCommand(projectKey(["istioVersion"]), istio);
  return [{ key: kubernetesKey, message, mend }];
}

interface NodeCounts {
  readonly desired?: number;
  readonly min?: number;
  readonly max?: number;
}

function nodeProblems({ desired, min = 1, max = Infinity }: NodeCounts): Problem[] {
  const key = (name: string) => projectKey(["cluster", "nodes", name]);
  const most = Math.max(min, max);
  const problems: Problem[] = [];
  if (min > max) {
    const message = `${min} is more than cluster.nodes.max, ${max}`;
    problems.push({ key: key("min"), message, mend: setCommand(key("max"), min) });
  }
  if (desired !== undefined && (desired < min || desired > most)) {
    const message = `${desired} is not between cluster.nodes.min, ${min}, and cluster.nodes.max, ${max}`;
    problems.push({ key: key("desired"), message, mend: setCommand(key("desired"), desired < min ? min : most) });
  }
  return problems;
}
