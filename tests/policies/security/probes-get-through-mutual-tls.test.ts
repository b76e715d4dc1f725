import { unknownValue } from "@pulumi/pulumi/runtime";
import { probesGetThroughMutualTls } from "../../../policies/security/probes-get-through-mutual-tls";
import { describePolicy } from "../describe-policy";
import { OTHER_DEPLOYMENT } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";
import { withPeerAuthentication } from "./mesh-changes";

const CONTAINER = "spec.template.spec.containers[0]";
const OFF = "sidecar.istio.io/rewriteAppHTTPProbers";

const annotated = (mesh: TestStack, annotations: Properties = {}) =>
  mesh.set("reviews-v1", "spec.template.metadata.annotations", { [OFF]: "false", ...annotations });
const probed = (mesh: TestStack, probe: Properties) =>
  annotated(mesh).set("reviews-v1", `${CONTAINER}.readinessProbe`, probe);
const refusal = (probe: string, port = 9080, name = "reviews-v1") =>
  `${name}: Deployment default/${name}: the ${probe} of container reviews is not rewritten for the sidecar, which takes mutual TLS alone on port ${port}`;

describePolicy(probesGetThroughMutualTls, {
  accepts: [
    { when: "exec", change: (mesh) => probed(mesh, { exec: { command: ["true"] } }) },
    {
      when: "an open port, which the sidecar has in any case",
      change: (mesh) => probed(mesh, { tcpSocket: { port: 9080 } }),
    },
    { when: "a text that is no truth value", change: (mesh) => annotated(mesh, { [OFF]: "no" }) },
    {
      when: "a mesh that takes plain text",
      change: (mesh) => annotated(mesh).set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"),
    },
    {
      when: "a port that takes plain text alone",
      change: (mesh) =>
        withPeerAuthentication(annotated(mesh), {
          selector: { matchLabels: { app: "reviews" } },
          portLevelMtls: { "9080": { mode: "PERMISSIVE" } },
        }),
    },
    {
      when: "a port that the sidecar leaves alone",
      change: (mesh) => annotated(mesh, { "traffic.sidecar.istio.io/excludeInboundPorts": "8080, 9080" }),
    },
    {
      when: "ports of which the sidecar takes others",
      change: (mesh) => annotated(mesh, { "traffic.sidecar.istio.io/includeInboundPorts": "9443" }),
    },
    {
      when: "pods without a sidecar",
      change: (mesh) => annotated(mesh).set("injection", ["metadata", "labels", "istio-injection"], "disabled"),
    },
    {
      when: "a pod that has its probes rewritten where others have not",
      change: (mesh) =>
        ["details-v1", "productpage-v1", "ratings-v1", "reviews-v2", "reviews-v3"].reduce(
          (changed, name) => changed.without(name),
          annotated(mesh, { [OFF]: "true" }).set("istiod", "values", {
            sidecarInjectorWebhook: { rewriteAppHTTPProbe: false },
          }),
        ),
    },
  ],
  refuses: [
    { when: "a probe over HTTP", change: (mesh) => annotated(mesh), saying: [refusal("httpGet readinessProbe")] },
    {
      when: "each probe by itself, and ports by name",
      change: (mesh) =>
        annotated(mesh, { [OFF]: "F" })
          .set("reviews-v1", `${CONTAINER}.ports`, [{ name: "admin", containerPort: 8081 }])
          .set("reviews-v1", `${CONTAINER}.livenessProbe`, { httpGet: { path: "/", port: "admin" } })
          .set("reviews-v1", `${CONTAINER}.startupProbe`, { grpc: { port: 9090 } }),
      saying: [
        refusal("grpc startupProbe", 9090),
        refusal("httpGet livenessProbe", 8081),
        refusal("httpGet readinessProbe"),
      ],
    },
    {
      when: "an istiod that rewrites no probes",
      change: (mesh) =>
        mesh
          .without("details-v1", "productpage-v1", "ratings-v1", "reviews-v2")
          .set("istiod", "values.sidecarInjectorWebhook", { rewriteAppHTTPProbe: false }),
      saying: [refusal("httpGet readinessProbe"), refusal("httpGet readinessProbe", 9080, "reviews-v3")],
    },
  ],
  unknown: {
    when: "the annotation",
    change: (mesh) => annotated(mesh, { [OFF]: unknownValue }),
    saying: [
      `reviews-v1: probes-get-through-mutual-tls could not check reviews-v1: spec.template.metadata.annotations.${OFF} is not known before the update`,
    ],
  },
  absent: {
    when: "the probe",
    change: (mesh) => annotated(mesh).unset("reviews-v1", `${CONTAINER}.readinessProbe`),
    saying: [],
  },
  empty: { resource: "reviews-v1", saying: [] },
  otherVersion: OTHER_DEPLOYMENT,
});
