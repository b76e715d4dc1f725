import { unknownValue } from "@pulumi/pulumi/runtime";
import { strictMtlsIsInForce } from "../../../policies/security/strict-mtls-is-in-force";
import { describePolicy } from "../describe-policy";
import { OTHER_PEER_AUTHENTICATION } from "../other-versions";
import { withApplicationByHelm, withPeerAuthentication, WORKLOADS } from "./mesh-changes";

describePolicy(strictMtlsIsInForce, {
  accepts: [
    {
      when: "a namespace of gateways and of Istio's own pods",
      change: (mesh) =>
        mesh
          .without("mesh-mtls", ...WORKLOADS.slice(2))
          .set("details-v1", "spec.template.metadata.annotations", { "inject.istio.io/templates": "gateway" })
          .set("productpage-v1", "spec.template.metadata.labels", { app: "istiod" }),
    },
    {
      when: "a mesh in which every workload is strict by itself",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls", "details-v1", "productpage-v1", "ratings-v1"), {
          selector: { matchLabels: { app: "reviews" } },
          mtls: { mode: "STRICT" },
        }),
    },
    { when: "a release in a mesh that is strict", change: withApplicationByHelm },
    {
      when: "a strict namespace in a mesh that is not",
      change: (mesh) =>
        withPeerAuthentication(mesh.set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"), { mtls: { mode: "STRICT" } }),
    },
    {
      when: "a namespace without a mode of its own",
      change: (mesh) => withPeerAuthentication(mesh, { mtls: { mode: "UNSET" } }),
    },
    {
      when: "one workload that is let off",
      change: (mesh) =>
        withPeerAuthentication(mesh, { selector: { matchLabels: { app: "ratings" } }, mtls: { mode: "PERMISSIVE" } }),
    },
    {
      when: "namespaces that hold nothing of the mesh",
      change: (mesh) => mesh.without("mesh-mtls"),
      settings: { exemptNamespaces: ["default"] },
    },
  ],
  refuses: [
    {
      when: "a mesh that takes plain text",
      change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "no PeerAuthentication",
      change: (mesh) => mesh.without("mesh-mtls"),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "a namespace that lets everybody off",
      change: (mesh) => withPeerAuthentication(mesh, { mtls: { mode: "PERMISSIVE" } }),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "a strict namespace that is another",
      change: (mesh) => withPeerAuthentication(mesh.without("mesh-mtls"), { mtls: { mode: "STRICT" } }, "other"),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
    {
      when: "one workload that is strict by itself where the others are not",
      change: (mesh) =>
        withPeerAuthentication(mesh.without("mesh-mtls"), {
          selector: { matchLabels: { app: "reviews" } },
          mtls: { mode: "STRICT" },
        }),
      saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
    },
  ],
  leavesOpen: [
    {
      when: "the workloads that a release may bring",
      change: (mesh) => withApplicationByHelm(mesh.without("mesh-mtls")),
      saying: [
        "shop: strict-mtls-is-in-force could not check shop: what Release shop installs in namespace default is not shown",
      ],
    },
  ],
  unknown: {
    when: "the mode of the mesh",
    change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", unknownValue),
    saying: WORKLOADS.map(
      (name) =>
        `${name}: strict-mtls-is-in-force could not check ${name}: spec.mtls.mode is not known before the update`,
    ),
  },
  absent: {
    when: "the mode of the mesh",
    change: (mesh) => mesh.unset("mesh-mtls", "spec.mtls"),
    saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
  },
  empty: {
    resource: "mesh-mtls",
    saying: ["stack: no PeerAuthentication makes mutual TLS STRICT for the workloads of namespace default"],
  },
  otherVersion: OTHER_PEER_AUTHENTICATION,
});
