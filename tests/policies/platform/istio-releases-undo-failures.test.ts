import { unknownValue } from "@pulumi/pulumi/runtime";
import { istioReleasesUndoFailures } from "../../../policies/platform/istio-releases-undo-failures";
import { describePolicy } from "../describe-policy";

describePolicy(istioReleasesUndoFailures, {
  accepts: [
    {
      when: "a Chart, whose objects Pulumi makes one by one",
      change: (mesh) => mesh.change("istiod", { type: "kubernetes:helm.sh/v4:Chart" }).unset("istiod", "atomic"),
    },
    {
      when: "other charts that are not",
      change: (mesh) => mesh.with("kiali", "kubernetes:helm.sh/v3:Release", { chart: "kiali-server" }),
    },
  ],
  refuses: [
    {
      when: "a release that leaves a failed upgrade behind",
      change: (mesh) => mesh.set("istiod", "atomic", false),
      saying: ["istiod: Release istiod is not atomic"],
    },
  ],
  unknown: {
    when: "whether it is",
    change: (mesh) => mesh.set("istiod", "atomic", unknownValue),
    saying: ["istiod: istio-releases-undo-failures could not check istiod: atomic is not known before the update"],
  },
  absent: {
    when: "whether it is",
    change: (mesh) => mesh.unset("istiod", "atomic"),
    saying: ["istiod: Release istiod is not atomic"],
  },
  empty: { resource: "istiod", saying: [] },
  otherVersion: { resource: "istiod", type: "kubernetes:helm.sh/v4:Release" },
});
