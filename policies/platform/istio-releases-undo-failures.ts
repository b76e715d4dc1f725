import { definePolicy } from "../engine/policy";

export const istioReleasesUndoFailures = definePolicy({
  name: "istio-releases-undo-failures",
  description:
    "The releases of Istio's charts are atomic: an upgrade that fails is taken back. Otherwise half of it stays until somebody fixes it.",
  severity: "low",
  codes: [],
  url: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/",
  remediationSteps: "set atomic: true on the release, or make an exception where what failed is to be looked at.",
  levels: { dev: "disabled", prod: "advisory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) => view.releases.filter(({ isRelease }) => isRelease),
  check(release, { report }) {
    if (release.istioChart !== undefined && !release.isAtomic) report(`${release.title} is not atomic`);
  },
});
