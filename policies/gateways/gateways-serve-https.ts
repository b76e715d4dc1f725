import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { type Gateway, type Server } from "../objects/gateway";
import { type StackView } from "../objects/stack-view";
import { selects } from "../objects/workload";
import { findKnown } from "../resources/subject";

/** Set on the gateway's Service, it makes the load balancer of AWS end TLS before the gateway. */
const BALANCER_CERTIFICATE = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert";

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
      if (protocol === "") report(`${server.title} names no protocol`);
      else if (PLAIN.has(protocol)) {
        if (isRedirect(server) || isRedirectedByRoutes(gateway, view)) return;
        if (!isBehindTls(gateway, view)) report(`${server.title} serves plain ${protocol} and does not redirect it`);
      } else if (protocol === "HTTPS" || protocol === "TLS") {
        for (const weakness of weaknesses(server)) report(`${server.title} ${weakness}`);
      }
      if (!settings.allowsAnyHost && server.hosts().includes("*")) report(`${server.title} is for any host (*)`);
    });
  },
});

/** Istio's names for HTTP without TLS. */
const PLAIN: ReadonlySet<string> = new Set(["HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB"]);

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

/** Whether every route through the gateway does nothing but point to https. */
function isRedirectedByRoutes(gateway: Gateway, view: StackView): boolean {
  const bound = view.virtualServices.filter((virtualService) =>
    virtualService.gatewayNames().includes(gateway.fullName),
  );
  const routes = bound.flatMap((virtualService) => virtualService.httpRoutes());
  return routes.length > 0 && routes.every(({ place }) => place.at("redirect", "scheme").text() === "https");
}

function isBehindTls(gateway: Gateway, view: StackView): boolean {
  const releases = findKnown(
    view.releases,
    (release) => release.istioChart === "gateway" && selects(gateway.selector(), release.gatewayLabels()),
  );
  return releases.some(({ values }) => !values.at("service", "annotations", BALANCER_CERTIFICATE).isAbsent);
}
