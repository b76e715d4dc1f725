import { type Path } from "../../mesh/config-path";
import { minorOf } from "../../mesh/versions/kubernetes-version";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf } from "../value";
import { type EksInput } from "./cluster-schema";

const NODES: Path = ["cluster", "nodes"];
const at = (name: string): Path => [...NODES, name];

/** What is wrong between values of a cluster's nodes. `written` is the cluster's section without its defaults. */
export function nodeProblems(cluster: Reading<EksInput>, written: unknown): Problem[] {
  const nodes = cluster.field("nodes");
  const inVain = cluster.field("autoMode").valid === true && fieldOf(written, "nodes") !== undefined;
  if (inVain) {
    const message = "is of no effect with cluster.autoMode: EKS Auto Mode chooses the nodes by what the pods ask for";
    return [{ path: NODES, message, fix: remove(NODES, "or set cluster.autoMode to false") }];
  }
  return [
    ...countProblems(nodes),
    ...typeProblems(nodes),
    ...releaseProblems(nodes.field("releaseVersion").valid, cluster.field("kubernetesVersion").valid),
  ];
}

function countProblems(nodes: Reading<EksInput["nodes"]>): Problem[] {
  const desired = nodes.field("desired").valid;
  const min = nodes.field("min").valid ?? 1;
  const max = nodes.field("max").valid ?? Infinity;
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

function typeProblems(nodes: Reading<EksInput["nodes"]>): Problem[] {
  const [one, several] = [nodes.field("instanceType"), nodes.field("instanceTypes")];
  if (one.valid !== undefined && several.valid !== undefined) {
    const message = "is set beside cluster.nodes.instanceTypes: expected one of the two";
    return [{ path: at("instanceType"), message, fix: remove(at("instanceType")) }];
  }
  const types = several.elements.map(({ valid }) => valid);
  return types.flatMap((type, index) => {
    if (type === undefined || types.indexOf(type) === index) return [];
    const path = [...at("instanceTypes"), index];
    return [{ path, message: `${type} is in the list already`, fix: remove(path) }];
  });
}

/** Nodes follow the control plane's version, and a release of the AMI is for one version alone. */
function releaseProblems(release: string | undefined, kubernetesVersion: string | undefined): Problem[] {
  if (release === undefined || kubernetesVersion === undefined) return [];
  const version = /^1\.\d+/.exec(release)?.[0] ?? "";
  if (minorOf(version) === minorOf(kubernetesVersion)) return [];
  const path = at("releaseVersion");
  const message = `${release} is a release for Kubernetes ${version}, and the cluster's is ${kubernetesVersion}: expected one for that`;
  const note = `see: aws ssm get-parameter --name /aws/service/eks/optimized-ami/${kubernetesVersion}/amazon-linux-2023/x86_64/standard/recommended/release_version`;
  return [{ path, message, fix: remove(path, note) }];
}
