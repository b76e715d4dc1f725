import { API_SERVER_HOST } from "../../mesh/client-tls";
import { serviceHost } from "../../mesh/destination-rule";
import { ISTIO_NAMESPACE } from "../../mesh/istio-namespace";
import { definePolicy, findKnown } from "../engine/policy";
import { flag, text, texts } from "../engine/settings";
import { fits } from "../engine/glob";
import { serviceOf } from "../objects/host";
import { type StackView } from "../objects/stack-view";
import { isStrict } from "../rules/strict-mtls";

export const destinationsUseMutualTls = definePolicy({
  name: "destinations-use-mutual-tls",
  description:
    "Where STRICT mutual TLS is in force no DestinationRule tells clients to connect in another way, be it for the host, a port or a subset. Every request to such a host fails.",
  severity: "critical",
  codes: ["IST0113", "KIA0207", "KIA0208"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0113/",
  remediationSteps: "set tls.mode to ISTIO_MUTUAL there, or remove it: Istio then uses mutual TLS by itself.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    needsMode: flag(
      false,
      "Whether ISTIO_MUTUAL must be written out for the host, and not left to Istio's automatic mutual TLS.",
    ),
    hostsWithoutSidecar: texts(
      [API_SERVER_HOST],
      "Hosts of the cluster that take no part in the mesh; * stands for any characters.",
    ),
    rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace."),
  },
  profileSettings: { strict: { needsMode: true } },
  subjects: (view) => view.withPatches.destinationRules,
  check(rule, { view, settings, each, report }) {
    const { host } = rule;
    if (host === undefined || !host.endsWith(".local")) return;
    if (settings.hostsWithoutSidecar.some((pattern) => fits(pattern, host)) || isGateway(host, view)) return;
    const namespace = serviceOf(host)?.namespace ?? namespaceOfWildcard(host);
    const strict = isStrict(view, namespace ?? settings.rootNamespace, settings.rootNamespace);
    if (!strict) return;

    each(rule.trafficPolicies(), (policy) => {
      const mode = policy.at("tls", "mode").text();
      if (mode !== undefined && mode !== "ISTIO_MUTUAL") {
        report(
          `${rule.title}: ${policy.path.replace(/^spec\./, "")}.tls.mode for ${host} is ${mode}, where mutual TLS is STRICT`,
        );
      }
    });
    if (settings.needsMode && rule.object.spec.at("trafficPolicy", "tls", "mode").isAbsent) {
      report(`${rule.title}: trafficPolicy.tls.mode for ${host} is not set to ISTIO_MUTUAL`);
    }
  },
});

/** What a gateway takes on a port is said by Gateway objects, not by PeerAuthentications. */
function isGateway(host: string, view: StackView): boolean {
  const gateways = findKnown(
    view.releases,
    ({ istioChart, name, namespace }) => istioChart === "gateway" && serviceHost(name, namespace) === host,
  );
  return gateways.length > 0;
}

function namespaceOfWildcard(host: string): string | undefined {
  return /^\*\.([^.]+)\.svc\.cluster\.local$/.exec(host)?.[1];
}
