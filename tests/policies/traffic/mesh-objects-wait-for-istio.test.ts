import { unknownValue } from "@pulumi/pulumi/runtime";
import { meshObjectsWaitForIstio } from "../../../policies/traffic/mesh-objects-wait-for-istio";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";

describePolicy(meshObjectsWaitForIstio, {
  accepts: [
    {
      when: "a DestinationRule that it waits for, whatever its host",
      change: (mesh) => mesh.set("reviews-versions", "spec.host", unknownValue),
    },
    {
      when: "objects of a stack that installs no Istio",
      change: (mesh) => mesh.without("istio-base", "istiod", "istio-gateway"),
    },
    {
      when: "a property that is made from what has to be there",
      change: (mesh) =>
        mesh.change("reviews-routes", { dependencies: [], propertyDependencies: { spec: ["reviews-versions"] } }),
    },
  ],
  refuses: [
    {
      when: "a VirtualService that does not wait for its subsets",
      change: (mesh) => mesh.change("reviews-routes", { dependencies: [] }),
      saying: [
        "reviews-routes: VirtualService default/reviews does not wait for the DestinationRule default/reviews, whose subsets it names",
      ],
    },
    {
      when: "an object that does not wait for Istio",
      change: (mesh) => mesh.change("mesh-mtls", { parent: undefined }),
      saying: [
        "mesh-mtls: PeerAuthentication istio-system/default does not wait for the Release istio-base",
        "mesh-mtls: PeerAuthentication istio-system/default does not wait for the Release istiod",
      ],
    },
  ],
  leavesOpen: [
    {
      when: "what one of two releases installs that it does not wait for",
      change: (mesh) =>
        mesh
          .set("istiod", "chart", unknownValue)
          .change("security", { dependencies: ["istio-base"] })
          .without("reviews-routes", "reviews-versions", "bookinfo-routes", "bookinfo-gateway"),
      saying: ["allow-bookinfo", "allow-nothing", "mesh-mtls"].map(
        (name) => `${name}: mesh-objects-wait-for-istio could not check ${name}: chart is not known before the update`,
      ),
    },
  ],
  unknown: {
    when: "the host of a DestinationRule that it does not wait for",
    change: (mesh) =>
      mesh.change("reviews-routes", { dependencies: [] }).set("reviews-versions", "spec.host", unknownValue),
    saying: [
      "reviews-routes: mesh-objects-wait-for-istio could not check reviews-routes: spec.host is not known before the update",
    ],
  },
  absent: { when: "the routes", change: (mesh) => mesh.unset("reviews-routes", "spec.http"), saying: [] },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: OTHER_ROUTES,
});
