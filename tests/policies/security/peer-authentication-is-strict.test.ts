import { unknownValue } from "@pulumi/pulumi/runtime";
import { peerAuthenticationIsStrict } from "../../../policies/security/peer-authentication-is-strict";
import { describePolicy } from "../describe-policy";
import { OTHER_PEER_AUTHENTICATION } from "../other-versions";

describePolicy(peerAuthenticationIsStrict, {
  accepts: [
    { when: "the mode of whatever is around", change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", "UNSET") },
    {
      when: "a port that is strict",
      change: (mesh) => mesh.set("mesh-mtls", "spec.portLevelMtls", { "9080": { mode: "STRICT" } }),
    },
  ],
  refuses: [
    {
      when: "PERMISSIVE",
      change: (mesh) => mesh.set("mesh-mtls", "spec.mtls.mode", "PERMISSIVE"),
      saying: ["mesh-mtls: PeerAuthentication istio-system/default: mtls.mode is PERMISSIVE"],
    },
    {
      when: "ports that are let off",
      change: (mesh) =>
        mesh.set("mesh-mtls", "spec.portLevelMtls", { "9080": { mode: "DISABLE" }, "9090": { mode: "PERMISSIVE" } }),
      saying: [
        "mesh-mtls: PeerAuthentication istio-system/default: portLevelMtls of port 9080 is DISABLE",
        "mesh-mtls: PeerAuthentication istio-system/default: portLevelMtls of port 9090 is PERMISSIVE",
      ],
    },
  ],
  unknown: {
    when: "the mode",
    change: (mesh) => mesh.set("mesh-mtls", "spec.mtls", unknownValue),
    saying: [
      "mesh-mtls: peer-authentication-is-strict could not check mesh-mtls: spec.mtls is not known before the update",
    ],
  },
  absent: { when: "the mode", change: (mesh) => mesh.unset("mesh-mtls", "spec.mtls"), saying: [] },
  empty: { resource: "mesh-mtls", saying: [] },
  otherVersion: OTHER_PEER_AUTHENTICATION,
  patch: { resource: "mesh-mtls" },
});
