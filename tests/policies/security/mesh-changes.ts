import { type Properties, type TestStack } from "../test-stack";

export function withPeerAuthentication(mesh: TestStack, spec: Properties, namespace = "default"): TestStack {
  return mesh.with("own-mtls", "kubernetes:security.istio.io/v1:PeerAuthentication", {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "own", namespace },
    spec,
  });
}

export const WORKLOADS = ["details-v1", "productpage-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"];

/** An application of which the stack shows nothing but the release that installs it. */
export function withApplicationByHelm(mesh: TestStack): TestStack {
  return mesh.without(...WORKLOADS).with("shop", "kubernetes:helm.sh/v3:Release", { name: "shop", chart: "shop" });
}

type SecurityKind = "AuthorizationPolicy" | "RequestAuthentication" | "PeerAuthentication";

/** One more of Istio's security objects, which waits for Istio as the others do. */
export function withPolicy(
  mesh: TestStack,
  kind: SecurityKind,
  name: string,
  spec: Properties,
  namespace = "default",
): TestStack {
  return mesh.with(
    name,
    `kubernetes:security.istio.io/v1:${kind}`,
    { apiVersion: "security.istio.io/v1", kind, metadata: { name, namespace }, spec },
    { parent: "security" },
  );
}

/** Mesh and application of two stacks: this is the application's, without what the platform's stack has. */
export function withoutPlatform(mesh: TestStack): TestStack {
  return mesh.without(
    "istio-base",
    "istiod",
    "istio-gateway",
    "mesh-mtls",
    "allow-nothing",
    "allow-bookinfo",
    "injection",
  );
}
