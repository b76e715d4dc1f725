import { run, set } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Fields, fieldOf, isFields, valueAt } from "../../mesh/fields";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { isIstioVersion, supportProblem, tooOld } from "../../mesh/versions/istio-versions";
import { type ClusterReader } from "../cluster/cluster-reader";

const ENABLED = ["istio", "enabled"];

/** The version in which the program writes Istio's objects, which Istio has since 1.22. */
const API = "/apis/networking.istio.io/v1";

/**
 * What keeps the Istio that is in a cluster from being used: no CRDs, no istiod, none of this revision, or of another
 * age.
 */
export async function foundIstioProblems(
  cluster: ClusterReader,
  { revision, kinds }: { readonly revision: string | undefined; readonly kinds: readonly string[] },
  kubernetes: string,
): Promise<Problem[]> {
  const crds = await definitionProblems(cluster, kinds);
  if (crds.length > 0) return crds;
  const path = `/apis/apps/v1/namespaces/${ISTIO_NAMESPACE}/deployments?labelSelector=app%3Distiod`;
  const found = await cluster.list(path);
  return found ? istiodProblems(found, revision, kubernetes, cluster.kubectl) : [];
}

async function definitionProblems(cluster: ClusterReader, kinds: readonly string[]): Promise<Problem[]> {
  const answer = await cluster.read(API);
  if (answer.kind === "unknown") return [];
  const resources = answer.kind === "found" ? valueAt(answer.object, ["resources"]) : undefined;
  const known = Array.isArray(resources) ? resources.map((one) => fieldOf(one, "kind")) : [];
  const missing = kinds.filter((kind) => !known.includes(kind));
  if (missing.length === 0) return [];
  const group = await cluster.read("/apis/networking.istio.io");
  const versions = group.kind === "found" ? valueAt(group.object, ["versions"]) : undefined;
  const others = Array.isArray(versions) ? versions.map((one) => String(fieldOf(one, "version"))) : [];
  const there = others.length > 0 ? `it has that group in ${others.join(", ")}` : "it has nothing of that group";
  const message = `is false, and the cluster has no ${missing.join(", ")} of networking.istio.io/v1 (${there}): expected Istio 1.22 or newer to be installed`;
  return [{ path: ENABLED, message, fix: set(ENABLED, true, "has the stack install it, where there is none") }];
}

/** What is wrong with the istiods that a cluster has, as its Deployments. */
function istiodProblems(
  istiods: readonly Fields[],
  revision: string | undefined,
  kubernetes: string,
  kubectl: readonly string[],
): Problem[] {
  if (istiods.length === 0) {
    const message = `is false, and the cluster has no Deployment with the label app=istiod in ${ISTIO_NAMESPACE}: expected a control plane there`;
    return [{ path: ENABLED, message, fix: set(ENABLED, true, "has the stack install it, where there is none") }];
  }
  const wanted = revision ?? "default";
  const istiod = istiods.find((one) => revisionOf(one) === wanted);
  if (!istiod) return [otherRevision(istiods.map(revisionOf), wanted, kubectl)];
  const version = versionOf(istiod);
  const name = String(valueAt(istiod, ["metadata", "name"]));
  const show = [...kubectl, "--namespace", ISTIO_NAMESPACE, "get", "deployment", name, "--output", "wide"];
  if (version === undefined) {
    const message = `is false, and the version of ${name} can't be told from its image or its labels: expected an image such as pilot:1.31.1`;
    return [{ path: ENABLED, message, fix: run(show) }];
  }
  const fault = tooOld(version) ?? supportProblem(version, kubernetes);
  if (fault === undefined) return [];
  const message = `is false, and ${name} is of a version that does not fit: ${fault}`;
  return [{ path: ENABLED, message, fix: run(show, { before: "have whoever installs it bring another version" }) }];
}

function otherRevision(known: readonly string[], wanted: string, kubectl: readonly string[]): Problem {
  const path = ["istio", "revision"];
  const message = `the cluster has no istiod of the revision ${wanted}: expected one of ${known.join(", ")}`;
  const [first = "default"] = known;
  // The default one is what is meant where the key is not set.
  const fix =
    first === "default"
      ? run([...kubectl, "--namespace", ISTIO_NAMESPACE, "get", "deployments", "--show-labels"], {
          note: "and unset istio.revision for the default one",
        })
      : set(path, first);
  return { path, message, fix };
}

function revisionOf(istiod: Fields): string {
  const label = valueAt(istiod, ["metadata", "labels", "istio.io/rev"]);
  return typeof label === "string" && label !== "" ? label : "default";
}

/** By the image that runs, or by what the chart says of itself where the image is known by its digest alone. */
function versionOf(istiod: Fields): string | undefined {
  const containers = valueAt(istiod, ["spec", "template", "spec", "containers"]);
  const images = Array.isArray(containers) ? containers.filter(isFields).map((one) => String(one["image"])) : [];
  const tags = images.map((image) => /:v?(\d+\.\d+\.\d+)[^:/]*$/.exec(image)?.[1]);
  const label = valueAt(istiod, ["metadata", "labels", "app.kubernetes.io/version"]);
  return [...tags, label].find((one): one is string => typeof one === "string" && isIstioVersion(one));
}
