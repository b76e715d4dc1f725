import { unknownValue } from "@pulumi/pulumi/runtime";
import { sidecarsDoNotCompete } from "../../../policies/traffic/sidecars-do-not-compete";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";

function sidecar(mesh: TestStack, name: string, labels: Properties, namespace = "default"): TestStack {
  return mesh.with(name, "kubernetes:networking.istio.io/v1:Sidecar", {
    apiVersion: "networking.istio.io/v1",
    kind: "Sidecar",
    metadata: { name, namespace },
    spec: { workloadSelector: { labels }, egress: [{ hosts: ["./*"] }] },
  });
}

const BOTH = "second: Sidecar default/second and Sidecar default/first are both for";

describePolicy(sidecarsDoNotCompete, {
  mesh: () => sidecar(validMesh(), "first", {}),
  accepts: [
    { when: "one for all and one for some pods", change: (mesh) => sidecar(mesh, "second", { app: "reviews" }) },
    { when: "one for each of two namespaces", change: (mesh) => sidecar(mesh, "second", {}, "other") },
    {
      when: "some for pods of their own",
      change: (mesh) => sidecar(sidecar(mesh, "second", { app: "reviews" }), "third", { app: "ratings" }),
    },
    {
      when: "labels that no pod of the namespace has together",
      change: (mesh) => sidecar(sidecar(mesh, "second", { app: "details" }), "third", { version: "v2" }),
    },
  ],
  refuses: [
    {
      when: "two for all pods of a namespace",
      change: (mesh) => sidecar(mesh, "second", {}),
      saying: [`${BOTH} every pod of default`],
    },
    {
      when: "two that one pod fits",
      change: (mesh) => sidecar(sidecar(mesh, "first", { app: "reviews" }), "second", { version: "v2" }),
      saying: [`${BOTH} pods with app=reviews, version=v2`],
    },
    {
      when: "two for the same labels, whoever has them",
      change: (mesh) => sidecar(sidecar(mesh, "first", { app: "elsewhere" }), "second", { app: "elsewhere" }),
      saying: [`${BOTH} pods with app=elsewhere`],
    },
  ],
  unknown: {
    when: "the labels of one",
    change: (mesh) => sidecar(mesh, "second", {}).set("second", "spec.workloadSelector", unknownValue),
    saying: [
      "second: sidecars-do-not-compete could not check second: spec.workloadSelector is not known before the update",
    ],
  },
  absent: {
    when: "the selector, which means all pods",
    change: (mesh) => sidecar(mesh, "second", {}).unset("second", "spec.workloadSelector"),
    saying: [`${BOTH} every pod of default`],
  },
  empty: { resource: "first", saying: [] },
  otherVersion: { resource: "second", type: "kubernetes:networking.istio.io/v1alpha3:Sidecar" },
});
