import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { type Server } from "../objects/gateway";
import { trafficOf } from "../objects/port-protocol";
import { isForMeshOnly } from "../rules/mesh-only-gateway";
import { isRedirectedByRoutes } from "../rules/plain-routes";
import { isBehindTls } from "../rules/tls-before-gateway";

export const gatewaysServeHttps = definePolicy({
  name: "gateways-serve-https",
  description:
    "A Gateway serves plain HTTP only to redirect it, shows a certificate of its own, speaks no TLS older than 1.2 and names its hosts. Anything else can be read or answered by others on the way.",
  severity: "high",
  codes: ["IST0161"],
  url: "https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/",
  remediationSteps:
    "add a server with protocol HTTPS, tls.mode SIMPLE and a credentialName, redirect port 80 (tls.httpsRedirect: true), and list the hosts.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { allowsAnyHost: flag(false, "Whether a server that does not redirect may be for the host *.") },
  profileSettings: { dev: { allowsAnyHost: true } },
  subjects: (view) => view.withPatches.gateways,
  check(gateway, { view, settings, each, report }) {
    each(gateway.servers(), (server) => {
      const { protocol } = server;
      const isPlain = trafficOf(protocol) === "http";
      if (protocol === "") report(`${server.title} names no protocol`);
      if (isPlain && isRedirect(server)) return;
      if (trafficOf(protocol) === "tls") {
        for (const weakness of weaknesses(server)) report(`${server.title} ${weakness}`);
      }
      const isForAny = !settings.allowsAnyHost && server.hosts().includes("*") && answersByHost(server);
      if (!isPlain && !isForAny) return;

      if (isForMeshOnly(gateway, server, view)) return;
      if (isPlain && isRedirectedByRoutes(gateway, server, view)) return;
      if (isPlain && !isBehindTls(gateway, server, view)) {
        report(`${server.title} serves plain ${protocol} and does not redirect it`);
      }
      if (isForAny) report(`${server.title} is for any host (*)`);
    });
  },
});

/**
 * TCP has no host to name, nor has TLS that ends as TCP; TLS that is passed through is answered by whom its routes
 * name, and Istio's own mutual TLS by nobody outside of the mesh.
 */
function answersByHost({ routedBy, tlsMode }: Server): boolean {
  return (routedBy === "http" || routedBy === undefined) && tlsMode !== "ISTIO_MUTUAL";
}

function weaknesses({ place, protocol }: Server): string[] {
  const tls = place.at("tls");
  if (tls.isAbsent) return [`has the protocol ${protocol} and no tls`];
  const mode = tls.at("mode").text() ?? "PASSTHROUGH";
  const endsTls = ["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].includes(mode);
  const hasCertificate = ["credentialName", "credentialNames", "serverCertificate", "tlsCertificates"].some(
    (key) => !tls.at(key).isAbsent,
  );
  const oldest = tls.at("minProtocolVersion").text();
  return [
    ...(endsTls && !hasCertificate ? [`has tls.mode ${mode} and no credentialName`] : []),
    ...(oldest === "TLSV1_0" || oldest === "TLSV1_1" ? [`speaks ${oldest}`] : []),
  ];
}

function isRedirect({ place }: Server): boolean {
  return place.at("tls", "httpsRedirect").flag() ?? false;
}
