import { isIstioVersion, supportProblem } from "../../mesh/versions/istio-versions";
import { definePolicy } from "../engine/policy";
import { type IstioChart, type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { findKnown } from "../resources/subject";

export const istioReleasesAgree = definePolicy({
  name: "istio-releases-agree",
  description:
    "The releases of Istio's charts name one exact version, the same for all and one that supports the cluster's Kubernetes. Charts of different versions, or of whichever is newest today, are not tested together.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/releases/supported-releases/",
  remediationSteps: "set the version of every one of Istio's releases to the same full version, e.g. 1.31.1.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.releases,
  check(release, { view, each, report }) {
    if (release.istioChart === undefined) return;
    const { version } = release;
    if (version === undefined) {
      report(`${release.title} names no version of the chart ${release.chart}`);
    } else if (!isIstioVersion(version)) {
      report(`${release.title}: version ${version} is not one full version`);
    } else {
      const position = view.releases.findIndex(({ resource }) => resource === release.resource);
      each(view.releases.slice(0, position), (other) => {
        if (other.istioChart === undefined || other.version === undefined || !isIstioVersion(other.version)) return;
        if (other.version !== version && mustAgree(release, other, view)) {
          report(`${release.title} is version ${version}, but ${other.title} is version ${other.version}`);
        }
      });
      each(view.ofType("aws:eks/cluster:Cluster"), ({ properties }) => {
        const kubernetes = properties.at("version").text();
        const problem =
          kubernetes === undefined || release.istioChart !== "istiod" ? undefined : supportProblem(version, kubernetes);
        if (problem) report(`${release.title}: ${problem}`);
      });
    }
  },
});

/**
 * Two istiods of different revisions run beside each other during an upgrade (istio.io, Canary Upgrades), each with
 * gateways of its own. What all of them share has to be as one of them.
 */
function mustAgree(a: Release, b: Release, view: StackView): boolean {
  const shared = [a, b].filter(({ istioChart }) => istioChart !== undefined && SHARED.has(istioChart));
  if (shared.length === 0) return a.revision === b.revision;
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  return !shared.every(({ version }) => istiods.some((istiod) => istiod.version === version));
}

/** The charts of which a cluster has one, whatever its revisions. */
const SHARED: ReadonlySet<IstioChart> = new Set(["base", "cni", "ztunnel"]);
