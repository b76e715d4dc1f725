import { unknownValue } from "@pulumi/pulumi/runtime";
import { splitsWorkAtTheIngress } from "../../../policies/traffic/splits-work-at-the-ingress";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";

/** The mesh's rule for productpage, which the gateway sends to: everything to its first version. */
function withPinned(mesh: TestStack, versions: readonly string[] = ["v1"]): TestStack {
  return mesh
    .with("pages-versions", "kubernetes:networking.istio.io/v1:DestinationRule", {
      metadata: { name: "pages", namespace: "default" },
      spec: { host: "productpage", subsets: versions.map((name) => ({ name, labels: { version: name } })) },
    })
    .with("pages-routes", "kubernetes:networking.istio.io/v1:VirtualService", {
      metadata: { name: "pages", namespace: "default" },
      spec: { hosts: ["productpage"], http: [{ route: [{ destination: { host: "productpage", subset: "v1" } }] }] },
    });
}

const LOST =
  "bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to productpage.default.svc.cluster.local without a subset: the split of VirtualService default/pages has no effect on what comes through the gateway";

describePolicy(splitsWorkAtTheIngress, {
  accepts: [
    {
      when: "a rule of the mesh for the only version that there is",
      change: (mesh) => withPinned(mesh, ["v1", "v2"]),
    },
    {
      when: "a rule of the mesh for the only version that is declared, where the stack shows no pods",
      change: (mesh) => withPinned(mesh).without("productpage-v1"),
    },
    {
      when: "a gateway's route that names a subset itself",
      change: (mesh) =>
        mesh.set("bookinfo-routes", "spec.http[0].route[0].destination", { host: "reviews", subset: "v1" }),
    },
  ],
  refuses: [
    {
      when: "a gateway's route to a host that the mesh splits",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.http[0].route[0].destination.host", "reviews"),
      saying: [
        `bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to ${REVIEWS} without a subset: the split of VirtualService default/reviews has no effect on what comes through the gateway`,
      ],
    },
    {
      when: "a gateway's route past a rule that keeps the mesh from the second version",
      change: (mesh) =>
        withPinned(mesh).with("productpage-v2", mesh.get("productpage-v1").type, {
          ...mesh.set("productpage-v1", "spec.template.metadata.labels.version", "v2").get("productpage-v1").properties,
        }),
      saying: [LOST],
    },
    {
      when: "a gateway's route past a rule for one of two versions that are declared, where the stack shows no pods",
      change: (mesh) => withPinned(mesh, ["v1", "v2"]).without("productpage-v1"),
      saying: [LOST],
    },
    {
      when: "a gateway's route past a rule for a version that nobody declares",
      change: (mesh) => withPinned(mesh, ["v2"]),
      saying: [LOST],
    },
  ],
  unknown: {
    when: "the hosts of the one that might split",
    change: (mesh) => mesh.set("reviews-routes", "spec.hosts", unknownValue),
    saying: [
      "bookinfo-routes: splits-work-at-the-ingress could not check bookinfo-routes: spec.hosts is not known before the update",
    ],
  },
  absent: {
    when: "the gateways of the one that splits, which means the mesh",
    change: (mesh) =>
      mesh
        .set("bookinfo-routes", "spec.http[0].route[0].destination.host", "reviews")
        .unset("reviews-routes", "spec.gateways"),
    saying: [
      `bookinfo-routes: VirtualService default/bookinfo, http[0] (pages) sends to ${REVIEWS} without a subset: the split of VirtualService default/reviews has no effect on what comes through the gateway`,
    ],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: { resource: "bookinfo-routes", type: "kubernetes:networking.istio.io/v1beta1:VirtualService" },
});
