import { unknownValue } from "@pulumi/pulumi/runtime";
import { destinationsUseMutualTls } from "../../../policies/security/destinations-use-mutual-tls";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";
import { REVIEWS } from "../valid-mesh";
import { withPeerAuthentication } from "./mesh-changes";

describePolicy(destinationsUseMutualTls, {
  accepts: [
    ...["istiod", "istiod-1-31-1"].map((istiod) => ({
      when: `TLS that is begun to ${istiod}, which has no sidecar`,
      change: (mesh: TestStack) =>
        mesh
          .set("reviews-versions", "spec.host", `${istiod}.istio-system.svc.cluster.local`)
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "SIMPLE"),
    })),
    {
      when: "releases whose names Pulumi makes up",
      change: (mesh) =>
        mesh
          .unset("istio-gateway", "name")
          .with("cache", "kubernetes:helm.sh/v3:Release", { chart: "cache", namespace: "caches" }),
    },
    {
      when: "plain text to a name outside",
      change: (mesh) =>
        mesh
          .set("reviews", "spec.type", "ExternalName")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "plain text to addresses that somebody lists",
      change: (mesh) =>
        mesh.unset("reviews", "spec.selector").set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "plain text to a namespace that the stack makes and that is not of the mesh",
      change: (mesh) =>
        mesh
          .change("injection", { type: "kubernetes:core/v1:Namespace" })
          .set("injection", "metadata.labels", { team: "books" })
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "plain text to a port that takes it alone",
      change: (mesh) =>
        withPeerAuthentication(mesh.set("reviews", "spec.ports[0].targetPort", 8080), {
          selector: { matchLabels: { app: "reviews" } },
          portLevelMtls: { "8080": { mode: "DISABLE" } },
        }).set("reviews-versions", "spec.trafficPolicy.portLevelSettings", [
          { port: { number: 9080 }, tls: { mode: "DISABLE" } },
        ]),
    },
    {
      when: "plain text to a namespace that has sidecars switched off",
      change: (mesh) =>
        mesh
          .set("injection", ["metadata", "labels", "istio-injection"], "disabled")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "the API server, which has no sidecar",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "kubernetes.default.svc.cluster.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "a gateway, whose Gateway objects say what it takes",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "istio-ingressgateway.istio-system.svc.cluster.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
    {
      when: "a host outside of the cluster",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "payments.example.com")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "SIMPLE"),
    },
    {
      when: "plain text where the mesh takes it",
      change: (mesh) =>
        mesh
          .set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
    },
  ],
  refuses: [
    {
      when: "plain text for the host",
      change: (mesh) => mesh.set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for ${REVIEWS} is DISABLE, where mutual TLS is STRICT`,
      ],
    },
    {
      when: "another mode for a port, a subset, and a port of a subset",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.trafficPolicy.portLevelSettings", [
            { port: { number: 9080 }, tls: { mode: "SIMPLE" } },
          ])
          .set("reviews-versions", "spec.subsets[1].trafficPolicy", {
            tls: { mode: "DISABLE" },
            portLevelSettings: [{ port: { number: 9080 }, tls: { mode: "MUTUAL" } }],
          }),
      saying: [
        `reviews-versions: DestinationRule default/reviews: subsets[1].trafficPolicy.portLevelSettings[0].tls.mode for ${REVIEWS} is MUTUAL, where mutual TLS is STRICT`,
        `reviews-versions: DestinationRule default/reviews: subsets[1].trafficPolicy.tls.mode for ${REVIEWS} is DISABLE, where mutual TLS is STRICT`,
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.portLevelSettings[0].tls.mode for ${REVIEWS} is SIMPLE, where mutual TLS is STRICT`,
      ],
    },
    {
      when: "no mode where one must be written",
      change: (mesh) => mesh.unset("reviews-versions", "spec.trafficPolicy"),
      settings: { needsMode: true },
      saying: [
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for ${REVIEWS} is not set to ISTIO_MUTUAL`,
      ],
    },
    {
      when: "plain text for every host of a strict namespace",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), { mtls: { mode: "STRICT" } })
          .set("reviews-versions", "spec.host", "*.default.svc.cluster.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for *.default.svc.cluster.local is DISABLE, where mutual TLS is STRICT",
      ],
    },
    {
      when: "plain text for every host there is",
      change: (mesh) =>
        mesh
          .set("reviews-versions", "spec.host", "*")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for * is DISABLE, where mutual TLS is STRICT",
      ],
    },
    {
      when: "plain text for every host of the cluster, where one namespace is strict",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), { mtls: { mode: "STRICT" } })
          .set("reviews-versions", "spec.host", "*.local")
          .set("reviews-versions", "spec.trafficPolicy.tls.mode", "DISABLE"),
      saying: [
        "reviews-versions: DestinationRule default/reviews: trafficPolicy.tls.mode for *.local is DISABLE, where mutual TLS is STRICT",
      ],
    },
    {
      when: "plain text to a workload that is strict by itself",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), {
          selector: { matchLabels: { app: "reviews", version: "v2" } },
          mtls: { mode: "STRICT" },
        })
          .set("reviews-versions", "spec.subsets[0].trafficPolicy", { tls: { mode: "DISABLE" } })
          .set("reviews-versions", "spec.subsets[1].trafficPolicy", { tls: { mode: "DISABLE" } }),
      saying: [
        `reviews-versions: DestinationRule default/reviews: subsets[1].trafficPolicy.tls.mode for ${REVIEWS} is DISABLE, where mutual TLS is STRICT`,
      ],
    },
    {
      when: "a port without a mode, which has none from the host, where one must be written",
      change: (mesh) =>
        mesh.set("reviews-versions", "spec.trafficPolicy.portLevelSettings", [{ port: { number: 9080 } }]),
      settings: { needsMode: true },
      saying: [
        `reviews-versions: DestinationRule default/reviews: trafficPolicy.portLevelSettings[0].tls.mode for ${REVIEWS} is not set to ISTIO_MUTUAL`,
      ],
    },
  ],
  unknown: {
    when: "a subset's mode, while the others are still checked",
    change: (mesh) => mesh.set("reviews-versions", "spec.subsets[0].trafficPolicy", { tls: { mode: unknownValue } }),
    saying: [
      "reviews-versions: destinations-use-mutual-tls could not check reviews-versions: spec.subsets[0].trafficPolicy.tls.mode is not known before the update",
    ],
  },
  leavesOpen: [
    {
      when: "the host of a patch that does not repeat it",
      change: (mesh) =>
        mesh
          .change("reviews-versions", { type: "kubernetes:networking.istio.io/v1:DestinationRulePatch" })
          .unset("reviews-versions", "spec.host"),
      saying: [
        "reviews-versions: destinations-use-mutual-tls could not check reviews-versions: spec.host is not known before the update",
      ],
    },
  ],
  absent: {
    when: "the mode, which leaves it to Istio",
    change: (mesh) => mesh.unset("reviews-versions", "spec.trafficPolicy.tls"),
    saying: [],
  },
  empty: { resource: "reviews-versions", saying: [] },
  otherVersion: { resource: "reviews-versions", type: "kubernetes:networking.istio.io/v1alpha3:DestinationRule" },
  patch: { resource: "reviews-versions" },
});
