import { isIstioVersion, supportProblem } from "../../mesh/istio-versions";
import { definePolicy, findKnown } from "../engine/policy";

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
  subjects: (view) => findKnown(view.releases, ({ istioChart }) => istioChart !== undefined),
  check(release, { view, each, report }) {
    const { version } = release;
    if (version === undefined) {
      report(`${release.title} names no version of the chart ${release.chart}`);
    } else if (!isIstioVersion(version)) {
      report(`${release.title}: version ${version} is not one full version`);
    } else {
      const others = view.releases.filter(({ istioChart }) => istioChart !== undefined);
      each(
        others.slice(
          0,
          others.findIndex(({ resource }) => resource === release.resource),
        ),
        (other) => {
          if (other.version !== undefined && isIstioVersion(other.version) && other.version !== version) {
            report(`${release.title} is version ${version}, but ${other.title} is version ${other.version}`);
          }
        },
      );
      each(view.ofType("aws:eks/cluster:Cluster"), ({ properties }) => {
        const kubernetes = properties.at("version").text();
        const problem =
          kubernetes === undefined || release.istioChart !== "istiod" ? undefined : supportProblem(version, kubernetes);
        if (problem) report(`${release.title}: ${problem}`);
      });
    }
  },
});
