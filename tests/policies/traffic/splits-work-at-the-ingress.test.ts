import { unknownValue } from "@pulumi/pulumi/runtime";
import { splitsWorkAtTheIngress } from "../../../policies/traffic/splits-work-at-the-ingress";
import { describePolicy } from "../describe-policy";
import { REVIEWS } from "../valid-mesh";

describePolicy(splitsWorkAtTheIngress, {
  accepts: [
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
