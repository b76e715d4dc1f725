import { type Path } from "../../mesh/config-path";
import { newestIstioFor, supportedKubernetes, supportProblem } from "../../mesh/versions/istio-versions";
import { ADDONS, ADDONS_OF_AUTO_MODE, defaultAddonVersion } from "../../mesh/versions/eks-addons";
import { DEFAULT_KUBERNETES_ON_EKS, inStandardSupport, supportOnEks } from "../../mesh/versions/kubernetes-on-eks";
import { minorOf } from "../../mesh/versions/kubernetes-version";
import { type Fix, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { type EksInput } from "./cluster-schema";

const VERSION: Path = ["cluster", "kubernetesVersion"];

/**
 * What is wrong with the versions of a cluster and what runs on it; what depends on the day only where that is given.
 */
export function eksVersionProblems(
  cluster: Reading<EksInput>,
  istioVersion: string | undefined,
  today: string | undefined,
): Problem[] {
  const version = cluster.field("kubernetesVersion").valid;
  if (version === undefined) return [];
  const outOfSupport = supportProblems(version, cluster.field("supportType").valid, istioVersion, today);
  // Nothing is made to fit a version that has to change.
  if (outOfSupport.length > 0) return outOfSupport;
  const unfit = istioProblems(version, istioVersion);
  return unfit.length > 0 ? unfit : addonProblems(cluster, version);
}

function supportProblems(
  version: string,
  supportType: EksInput["supportType"] | undefined,
  istioVersion: string | undefined,
  today: string | undefined,
): Problem[] {
  if (today === undefined) return [];
  const support = supportOnEks(version, today);
  if (support.kind === "ended") {
    const since = support.since === undefined ? "" : ` since ${support.since}`;
    const message = `${version} is out of support on EKS${since}: expected one of ${inStandardSupport(today).join(", ")}`;
    return [{ path: VERSION, message, fix: newerVersion(version, istioVersion, today) }];
  }
  if (support.kind !== "extended" || supportType !== "standard") return [];
  const message = `${version} is in extended support on EKS, until ${support.until}, which costs six times as much: expected one in standard support, or cluster.supportType extended`;
  return [{ path: VERSION, message, fix: newerVersion(version, istioVersion, today, EXTENDED) }];
}

const EXTENDED = "or set cluster.supportType to extended, where the cluster has to stay a while";

/**
 * The oldest version in standard support is the shortest way there, which a cluster goes one minor version at a time.
 */
function newerVersion(version: string, istioVersion: string | undefined, today: string, note?: string): Fix {
  const newer = inStandardSupport(today).filter(
    (one) => minorOf(one) > minorOf(version) && !(istioVersion && supportProblem(istioVersion, one)),
  );
  return set(VERSION, newer[0] ?? DEFAULT_KUBERNETES_ON_EKS, note);
}

function istioProblems(version: string, istioVersion: string | undefined): Problem[] {
  const message = istioVersion && supportProblem(istioVersion, version);
  if (!message) return [];
  const istio = newestIstioFor(version);
  return [{ path: VERSION, message, fix: istioFix(version, istioVersion, istio) }];
}

/**
 * It is Istio that follows, where one can. Only within seven days of an upgrade does EKS take a cluster back, by one
 * minor version (docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html).
 */
function istioFix(version: string, istioVersion: string, istio: string | undefined): Fix {
  if (istio === undefined) return set(VERSION, supportedKubernetes(istioVersion));
  const isTooNew = minorOf(version) > minorOf(supportedKubernetes(istioVersion));
  return set(["istioVersion"], istio, isTooNew ? ROLL_BACK : undefined);
}

const ROLL_BACK = "or, within 7 days of an upgrade, set cluster.kubernetesVersion to the one before: EKS rolls back";

/** Of a Kubernetes version that is not in the table no addon's version is known: each has to be named. */
function addonProblems(cluster: Reading<EksInput>, version: string): Problem[] {
  const addons = cluster.field("addons");
  const wanted = cluster.field("autoMode").valid === true ? ADDONS_OF_AUTO_MODE : ADDONS;
  return wanted.flatMap((name) => {
    if (defaultAddonVersion(name, version) !== undefined || addons.field(name).valid?.version !== undefined) return [];
    const path = ["cluster", "addons", name, "version"];
    const message = `is missing: no version of ${name} for Kubernetes ${version} is known here`;
    const example = defaultAddonVersion(name, DEFAULT_KUBERNETES_ON_EKS) ?? "";
    const note = `one that fits: aws eks describe-addon-versions --addon-name ${name} --kubernetes-version ${version}`;
    return [{ path, message, fix: set(path, example, note) }];
  });
}
