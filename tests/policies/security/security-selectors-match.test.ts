import { unknownValue } from "@pulumi/pulumi/runtime";
import { securitySelectorsMatch } from "../../../policies/security/security-selectors-match";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";
import { withApplicationByHelm, withPolicy } from "./mesh-changes";

const selecting = (mesh: TestStack, labels: Record<string, string>, namespace = "default") =>
  withPolicy(mesh, "AuthorizationPolicy", "own", { selector: { matchLabels: labels }, rules: [] }, namespace);

describePolicy(securitySelectorsMatch, {
  mesh: () => selecting(validMesh(), { app: "reviews" }),
  accepts: [
    { when: "one version", change: (mesh) => selecting(mesh, { app: "reviews", version: "v2" }) },
    { when: "the gateway's pods", change: (mesh) => selecting(mesh, { istio: "ingressgateway" }, "istio-system") },
    {
      when: "pods of any namespace, from the root namespace",
      change: (mesh) => selecting(mesh, { app: "details" }, "istio-system"),
    },
    { when: "pods of a namespace that other stacks fill", change: (mesh) => selecting(mesh, { app: "cart" }, "shop") },
    {
      when: "pods anywhere, from the root namespace of another stack's mesh",
      change: (mesh) => selecting(mesh.without("istiod"), { app: "cart" }, "istio-system"),
    },
    {
      when: "machines outside of the cluster",
      change: (mesh) =>
        selecting(mesh, { app: "mainframe" }).with("machine", "kubernetes:networking.istio.io/v1:WorkloadEntry", {
          metadata: { name: "machine", namespace: "default" },
          spec: { address: "192.0.2.7", labels: { app: "mainframe" } },
        }),
    },
    {
      when: "the pods that istiod makes for a Gateway of the Gateway API",
      change: (mesh) => selecting(mesh, { "gateway.networking.k8s.io/gateway-name": "edge" }),
    },
    { when: "all pods", change: (mesh) => mesh.set("own", "spec.selector.matchLabels", {}) },
  ],
  refuses: [
    {
      when: "labels that no pods have",
      change: (mesh) => selecting(mesh, { app: "reviews", version: "v4" }),
      saying: [
        "own: AuthorizationPolicy default/own: its selector (app=reviews, version=v4) fits no pods of namespace default",
      ],
    },
    {
      when: "labels of pods in another namespace",
      change: (mesh) => selecting(mesh, { istio: "ingressgateway" }),
      saying: [
        "own: AuthorizationPolicy default/own: its selector (istio=ingressgateway) fits no pods of namespace default",
      ],
    },
    {
      when: "a gateway that is not the mesh's",
      change: (mesh) => selecting(mesh, { istio: "ingress" }, "istio-system"),
      saying: ["own: AuthorizationPolicy istio-system/own: its selector (istio=ingress) fits no pods of the stack"],
    },
    {
      when: "modes and tokens for nobody",
      change: (mesh) =>
        ["PeerAuthentication", "RequestAuthentication"].reduce(
          (changed, kind) =>
            withPolicy(changed, kind as "PeerAuthentication", kind, { selector: { matchLabels: { app: "cart" } } }),
          mesh,
        ),
      saying: ["PeerAuthentication", "RequestAuthentication"].map(
        (kind) => `${kind}: ${kind} default/${kind}: its selector (app=cart) fits no pods of namespace default`,
      ),
    },
  ],
  leavesOpen: [
    {
      when: "pods that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh),
      saying: [
        "own: security-selectors-match could not check own: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "the selector",
    change: (mesh) => mesh.set("own", "spec.selector.matchLabels.app", unknownValue),
    saying: [
      "own: security-selectors-match could not check own: spec.selector.matchLabels.app is not known before the update",
    ],
  },
  absent: { when: "the selector", change: (mesh) => mesh.unset("own", "spec.selector"), saying: [] },
  empty: { resource: "own", saying: [] },
  otherVersion: { resource: "own", type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy" },
});
