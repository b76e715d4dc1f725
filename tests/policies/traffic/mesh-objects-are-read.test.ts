import { unknownValue } from "@pulumi/pulumi/runtime";
import { meshObjectsAreRead } from "../../../policies/traffic/mesh-objects-are-read";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";

function object(mesh: TestStack, apiVersion: string, kind: string): TestStack {
  const metadata = { name: "door", namespace: "default" };
  return mesh.with("door", `kubernetes:${apiVersion}:${kind}`, { apiVersion, kind, metadata, spec: {} });
}

const ROUTE = "gateway.networking.k8s.io/v1";

describePolicy(meshObjectsAreRead, {
  accepts: [
    {
      when: "an Ingress, which Kubernetes has itself",
      change: (mesh) => object(mesh, "networking.k8s.io/v1", "Ingress"),
    },
    { when: "a NetworkPolicy", change: (mesh) => object(mesh, "networking.k8s.io/v1", "NetworkPolicy") },
    { when: "a Sidecar", change: (mesh) => object(mesh, "networking.istio.io/v1", "Sidecar") },
    { when: "an EnvoyFilter", change: (mesh) => object(mesh, "networking.istio.io/v1alpha3", "EnvoyFilter") },
    { when: "a Telemetry", change: (mesh) => object(mesh, "telemetry.istio.io/v1", "Telemetry") },
    {
      when: "a kind that is listed",
      change: (mesh) => object(mesh, ROUTE, "HTTPRoute"),
      settings: { unread: ["HTTPRoute"] },
    },
  ],
  refuses: [
    {
      when: "a route of the Gateway API",
      change: (mesh) => object(mesh, ROUTE, "HTTPRoute"),
      saying: ["door: HTTPRoute default/door: no policy reads objects of gateway.networking.k8s.io, kind HTTPRoute"],
    },
    {
      when: "a Gateway of the Gateway API",
      change: (mesh) => object(mesh, ROUTE, "Gateway"),
      saying: ["door: Gateway default/door: no policy reads objects of gateway.networking.k8s.io, kind Gateway"],
    },
    {
      when: "an experiment of the Gateway API",
      change: (mesh) => object(mesh, "gateway.networking.x-k8s.io/v1alpha1", "XBackendTrafficPolicy"),
      saying: [
        "door: XBackendTrafficPolicy default/door: no policy reads objects of gateway.networking.x-k8s.io, kind XBackendTrafficPolicy",
      ],
    },
    {
      when: "a kind of Istio's that nobody has heard of",
      change: (mesh) => object(mesh, "networking.istio.io/v1", "Tunnel"),
      saying: ["door: Tunnel default/door: no policy reads objects of networking.istio.io, kind Tunnel"],
    },
    {
      when: "an EnvoyFilter that is not listed",
      change: (mesh) => object(mesh, "networking.istio.io/v1alpha3", "EnvoyFilter"),
      settings: { unread: [] },
      saying: ["door: EnvoyFilter default/door: no policy reads objects of networking.istio.io, kind EnvoyFilter"],
    },
  ],
  unknown: {
    when: "what a route says, which nobody reads",
    change: (mesh) => object(mesh, "networking.istio.io/v1", "Sidecar").set("door", "spec", unknownValue),
    saying: [],
  },
  absent: {
    when: "the namespace",
    change: (mesh) => object(mesh, ROUTE, "HTTPRoute").unset("door", "metadata.namespace"),
    saying: ["door: HTTPRoute door: no policy reads objects of gateway.networking.k8s.io, kind HTTPRoute"],
  },
  empty: { resource: "reviews-routes", saying: [] },
  patch: { resource: "door" },
  otherVersion: { resource: "door", type: "kubernetes:gateway.networking.k8s.io/v1beta1:HTTPRoute" },
});
