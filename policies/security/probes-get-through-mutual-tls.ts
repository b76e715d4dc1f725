import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { exemptNamespaces } from "../objects/namespaces";
import { askedRevision } from "../objects/revisions";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { type Place } from "../resources/value";
import { isProxyContainer } from "../rules/container";
import { namedPort } from "../rules/pod-ports";
import { isStrict } from "../rules/strict-mtls";

const REWRITE = "sidecar.istio.io/rewriteAppHTTPProbers";
const INBOUND = "traffic.sidecar.istio.io/";

export const probesGetThroughMutualTls = definePolicy({
  name: "probes-get-through-mutual-tls",
  description:
    "Where mutual TLS is STRICT the sidecar answers the kubelet's HTTP and gRPC probes, as Istio rewrites them unless told not to. The kubelet has no certificate: a probe that is not rewritten fails for ever, and the pod is never ready or started again and again.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/",
  remediationSteps: `remove ${REWRITE}: "false" from the pod template (or sidecarInjectorWebhook.rewriteAppHTTPProbe: false from istiod's values), or probe with exec, or on a port that portLevelMtls or traffic.sidecar.istio.io/excludeInboundPorts lets off.`,
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces, rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => view.workloads,
  check(workload, { view, settings, each, report }) {
    if (settings.exemptNamespaces.includes(workload.namespace) || workload.isGateway) return;
    if (!isInMesh(workload, view) || isRewritten(workload, view)) return;
    const containers = workload.containers().filter((container) => !isProxyContainer(container));
    each(containers.flatMap(probesOf), ({ title, port: place }) => {
      const name = place.text();
      const port = name === undefined ? place.number() : namedPort(name, workload);
      if (port === undefined || isPastSidecar(workload, port)) return;
      if (!isStrict(view, workload, settings.rootNamespace, port)) return;
      report(
        `${workload.title}: the ${title} is not rewritten for the sidecar, which takes mutual TLS alone on port ${port}`,
      );
    });
  },
});

/** Where no label of the stack says whether there are sidecars, whoever labels the namespace elsewhere does. */
function isInMesh(workload: Workload, view: StackView): boolean {
  return askedRevision(view, workload) !== undefined || view.platform.injects(workload.namespace);
}

/** The annotation decides, else the value of istiod's chart (istiod's inject.ShouldRewriteAppHTTPProbers). */
function isRewritten(workload: Workload, view: StackView): boolean {
  const own = flagOf(workload.podAnnotations[REWRITE]);
  if (own !== undefined) return own;
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  const values = istiods.map((release) => release.values.at("sidecarInjectorWebhook", "rewriteAppHTTPProbe").flag());
  return values.every((value) => value ?? true);
}

/** As Go reads a truth value; anything else is as if nothing were said. */
function flagOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

interface Probe {
  readonly title: string;
  readonly port: Place;
}

/** Those that speak: an open port is open to the kubelet in any case, and exec runs beside the application. */
function probesOf(container: Place): Probe[] {
  const name = container.at("name").textIfKnown() ?? container.path;
  return ["readinessProbe", "livenessProbe", "startupProbe"].flatMap((kind) =>
    ["httpGet", "grpc"]
      .map((action) => ({ title: `${action} ${kind} of container ${name}`, port: container.at(kind, action, "port") }))
      .filter(({ port }) => !port.isAbsent),
  );
}

/** Whether the sidecar leaves a port alone (istio.io, Resource Annotations). */
function isPastSidecar({ podAnnotations }: Workload, port: number): boolean {
  const listed = (name: string) => podAnnotations[`${INBOUND}${name}`]?.split(",").map((item) => item.trim());
  const included = listed("includeInboundPorts");
  const isIncluded = included === undefined || included.includes("*") || included.includes(String(port));
  return !isIncluded || (listed("excludeInboundPorts") ?? []).includes(String(port));
}
