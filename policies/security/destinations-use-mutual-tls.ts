import { API_SERVER_HOST } from "../../mesh/security/client-tls";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { flag, text, texts } from "../engine/settings";
import { fits } from "../engine/glob";
import { type TrafficPolicy } from "../objects/destination-rule";
import { type StackView } from "../objects/stack-view";
import { findKnown } from "../resources/subject";
import { demandsMutualTls } from "../rules/mutual-tls-hosts";

export const destinationsUseMutualTls = definePolicy({
  name: "destinations-use-mutual-tls",
  description:
    "Where STRICT mutual TLS is in force no DestinationRule tells clients to connect in another way, be it for the host, a port or a subset. Every request to such a host fails.",
  severity: "critical",
  codes: ["KIA0207", "KIA0208"],
  url: "https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls",
  remediationSteps: "set tls.mode to ISTIO_MUTUAL there, or remove it: Istio then uses mutual TLS by itself.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    needsMode: flag(
      false,
      "Whether ISTIO_MUTUAL must be written out for the host, and not left to Istio's automatic mutual TLS.",
    ),
    hostsWithoutSidecar: texts(
      [API_SERVER_HOST, serviceHost("istiod", ISTIO_NAMESPACE), serviceHost("istiod-*", ISTIO_NAMESPACE)],
      "Hosts of the cluster that take no part in the mesh; * stands for any characters.",
    ),
    rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace."),
  },
  profileSettings: { strict: { needsMode: true } },
  subjects: (view) => view.withPatches.destinationRules,
  check(rule, { view, settings, each, report }) {
    const { host } = rule;
    if (host === undefined || (host !== "*" && !host.endsWith(".local"))) return;
    if (settings.hostsWithoutSidecar.some((pattern) => fits(pattern, host)) || isGateway(host, view)) return;

    each(rule.trafficPolicies(), (policy) => {
      const place = policy.place.at("tls", "mode");
      const mode = place.text();
      const isUnsaid = mode === undefined && settings.needsMode && speaksAlone(policy);
      if (mode === "ISTIO_MUTUAL" || (mode === undefined && !isUnsaid)) return;
      if (!demandsMutualTls(host, policy, view, settings.rootNamespace)) return;
      const what = `${rule.title}: ${place.path.replace(/^spec\./, "")} for ${host}`;
      report(
        mode === undefined ? `${what} is not set to ISTIO_MUTUAL` : `${what} is ${mode}, where mutual TLS is STRICT`,
      );
    });
  },
});

/** A subset without a mode has that of the host. A port has none from there: what it does not set is at its default. */
function speaksAlone({ port, labels }: TrafficPolicy): boolean {
  return port !== undefined || labels === undefined;
}

/** What a gateway takes on a port is said by Gateway objects, not by PeerAuthentications. */
function isGateway(host: string, view: StackView): boolean {
  const gateways = findKnown(
    view.releases,
    (release) =>
      // No rule is written for a name that Pulumi makes up.
      release.isGateway && release.hasName && serviceHost(release.name, release.namespace) === host,
  );
  return gateways.length > 0;
}
