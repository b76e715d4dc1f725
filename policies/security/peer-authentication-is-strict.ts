import { definePolicy } from "../engine/policy";

export const peerAuthenticationIsStrict = definePolicy({
  name: "peer-authentication-is-strict",
  description:
    "No PeerAuthentication lets a workload, or one of its ports, take plain text: whoever reaches the pod could call it unknown.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/security/peer_authentication/",
  remediationSteps:
    "set the mode to STRICT, or leave it out to take over that of the namespace or the mesh; for one caller without a sidecar make a dated exception.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {},
  subjects: (view) => view.withPatches.peerAuthentications,
  check(authentication, { each, report }) {
    const { spec, title } = authentication;
    each([spec.at("mtls", "mode")], (place) => {
      const mode = place.text();
      if (isLax(mode)) report(`${title}: mtls.mode is ${mode}`);
    });
    each(spec.at("portLevelMtls").entries(), ([port, place]) => {
      const mode = place.at("mode").text();
      if (isLax(mode)) report(`${title}: portLevelMtls of port ${port} is ${mode}`);
    });
  },
});

/** No mode and UNSET mean that of whatever is around. */
function isLax(mode: string | undefined): mode is string {
  return mode !== undefined && mode !== "STRICT" && mode !== "UNSET";
}
