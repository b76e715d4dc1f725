import { unknownValue } from "@pulumi/pulumi/runtime";
import { portModesAreForPodPorts } from "../../../policies/security/port-modes-are-for-pod-ports";
import { describePolicy } from "../describe-policy";
import { type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";
import { withPeerAuthentication } from "./mesh-changes";

const modes = (mesh: TestStack, ...ports: string[]) =>
  mesh.set("own-mtls", "spec.portLevelMtls", Object.fromEntries(ports.map((port) => [port, { mode: "DISABLE" }])));

describePolicy(portModesAreForPodPorts, {
  mesh: () =>
    withPeerAuthentication(validMesh().set("reviews", "spec.ports[0]", { name: "http", port: 80, targetPort: 9080 }), {
      selector: { matchLabels: { app: "reviews" } },
      portLevelMtls: { "9080": { mode: "DISABLE" } },
    }),
  accepts: [
    { when: "a port of the pods that no Service has", change: (mesh) => modes(mesh, "15090") },
    {
      when: "a Service's port that is one of the pods', too",
      change: (mesh) =>
        modes(mesh, "80")
          .set("reviews-v1", "spec.template.spec.containers[0].ports", [{ containerPort: 80 }])
          .without("reviews-v2", "reviews-v3"),
    },
    {
      when: "a Service's port that is the same in the pods",
      change: (mesh) => modes(mesh.unset("reviews", "spec.ports[0].targetPort"), "80"),
    },
    {
      when: "another application's port",
      change: (mesh) => modes(mesh.set("details", "spec.ports[0]", { port: 81, targetPort: 9080 }), "81"),
    },
  ],
  refuses: [
    {
      when: "a Service's port",
      change: (mesh) => modes(mesh, "80"),
      saying: [
        "own-mtls: PeerAuthentication default/own: portLevelMtls is for port 80 of Service default/reviews, which is port 9080 of the pods",
      ],
    },
    {
      when: "a Service's port whose pods' port has a name",
      change: (mesh) =>
        modes(mesh.without("reviews-v2", "reviews-v3"), "80")
          .set("reviews", "spec.ports[0].targetPort", "web")
          .set("reviews-v1", "spec.template.spec.containers[0].ports", [{ name: "web", containerPort: 8080 }]),
      saying: [
        "own-mtls: PeerAuthentication default/own: portLevelMtls is for port 80 of Service default/reviews, which is port 8080 of the pods",
      ],
    },
    {
      when: "a port of every pod there is",
      change: (mesh) => mesh.unset("own-mtls", "spec.selector"),
      saying: [
        "own-mtls: PeerAuthentication default/own: portLevelMtls has no effect without selector.matchLabels, and istiod refuses it",
      ],
    },
  ],
  unknown: {
    when: "the Service's selector",
    change: (mesh) => modes(mesh.set("reviews", "spec.selector", unknownValue), "80"),
    saying: [
      "own-mtls: port-modes-are-for-pod-ports could not check own-mtls: spec.selector is not known before the update",
    ],
  },
  absent: { when: "modes of ports", change: (mesh) => mesh.unset("own-mtls", "spec.portLevelMtls"), saying: [] },
  empty: { resource: "own-mtls", saying: [] },
  otherVersion: { resource: "own-mtls", type: "kubernetes:security.istio.io/v1beta1:PeerAuthentication" },
});
