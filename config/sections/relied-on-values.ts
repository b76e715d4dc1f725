import { isFields, valueAt } from "../../mesh/fields";
import { DNS_CAPTURE, PROXY_METADATA } from "../../mesh/istio/control-plane";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { GATEWAY, TRUST_DOMAIN } from "../../mesh/security/authorization";
import { EGRESS_GATEWAY, egressGatewayPorts } from "../../mesh/security/egress-rules";
import { type ReliedOnValue, type RestOfConfig } from "./relied-on-value";
import { ACCESS_LOG_FILE, ACCESS_LOG_PROVIDER, holdsNeededFields } from "../../mesh/istio/access-log";

export type ValuesOf = "base" | "istiod" | "gateway" | "egressGateway";

/** One of some values, or none at all: `null` takes a value away, and what is not there is as the chart has it. */
const is =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    value === null || values.includes(value);

const isNot = (refused: unknown) => (value: unknown) => value !== refused && value !== String(refused);

const REVISION = ["istio", "revision"];
const isRevision = (value: unknown, { revision }: RestOfConfig) =>
  revision === undefined ? value === null || value === "" : value === revision;

const revision: ReliedOnValue = {
  at: ["revision"],
  agrees: isRevision,
  otherwise: "namespaces, releases and gateways would ask for another istiod",
  key: REVISION,
};

const istioNamespace: ReliedOnValue = {
  at: ["global", "istioNamespace"],
  agrees: is(ISTIO_NAMESPACE),
  otherwise: `the control plane is in ${ISTIO_NAMESPACE}`,
};

/** An object is seen where it is exported to, and the gateways are not in the application's namespace. */
const exported = (kind: string): ReliedOnValue => ({
  at: ["meshConfig", `default${kind}ExportTo`],
  agrees: (value) => value === null || (Array.isArray(value) && value.includes("*")),
  otherwise: "the gateways would not see what is in the application's namespace",
});

const tag = (...at: string[]): ReliedOnValue => ({
  at,
  // A tag of one's own build says nothing of the version.
  agrees: (value, { version }) => {
    const own = typeof value === "string" ? /^\d+\.\d+\.\d+/.exec(value)?.[0] : undefined;
    return own === undefined || own === version || String(value).startsWith(`${version}-`);
  },
  otherwise: "the images would be of another version than the charts",
  key: ["istioVersion"],
});

/** Whether a list of a Service's ports has one for each that the program has a Gateway listen on. */
function opens(ports: unknown, needed: readonly { readonly port: number; readonly nodePort?: number }[]): boolean {
  const listed = Array.isArray(ports) ? ports.filter(isFields) : [];
  return needed.every(({ port, nodePort }) =>
    listed.some(
      (one) =>
        one["port"] === port &&
        (one["targetPort"] ?? port) === port &&
        (nodePort === undefined || one["nodePort"] === nodePort),
    ),
  );
}

function ingressPorts({ gateway: { service, nodePort, httpsNodePort, tls } }: RestOfConfig) {
  const on = (port: number, nodePort: number) => (service === "NodePort" ? { port, nodePort } : { port });
  return [on(80, nodePort), ...(tls === undefined ? [] : [on(443, httpsNodePort)])];
}

/** What is relied on of any gateway: its pods' labels, and that it is a gateway of this control plane. */
function ofAnyGateway(release: string): ReliedOnValue[] {
  const label = release.replace(/^istio-/, "");
  return [
    revision,
    { at: ["name"], agrees: is("", release), otherwise: `Gateways, routes and policies are for ${release}` },
    { at: ["labels", "istio"], agrees: is(label), otherwise: `Gateways select pods with the label istio: ${label}` },
    {
      at: ["service", "selectorLabels"],
      agrees: (value, _, values) =>
        !isFields(value) || Object.entries(value).every(([name, text]) => valueAt(values, ["labels", name]) === text),
      otherwise: "the Service would select pods with labels that the gateway's do not have",
    },
    { at: ["networkGateway"], agrees: is(""), otherwise: "the Service would have none of the ports that are served" },
    {
      at: ["podAnnotations", "inject.istio.io/templates"],
      agrees: (value) => value === "gateway",
      otherwise: "the pods would not become gateways",
    },
    {
      at: ["podAnnotations", "sidecar.istio.io/inject"],
      agrees: (value) => value === "true",
      otherwise: "the pods would not become gateways",
    },
  ];
}

/** Somebody's own setting of the access log stands beside the program's as long as evidence can be read from it. */
const accessLog = (name: string, readable: (value: unknown) => boolean): ReliedOnValue => ({
  at: ["meshConfig", ...name.split(".")],
  agrees: (value, { accessLog: { enabled } }) => !enabled || readable(value),
  otherwise: "the proxies would not log what evidence is read from",
  key: ["istio", "accessLog", "enabled"],
});

/** What evidence relies on of the chart istiod, where the proxies are to log their requests. */
const ACCESS_LOG_VALUES: readonly ReliedOnValue[] = [
  accessLog("accessLogFile", (value) => value === ACCESS_LOG_FILE),
  accessLog("accessLogEncoding", (value) => value === "JSON"),
  accessLog("accessLogFormat", holdsNeededFields),
  // Where a mesh has default providers, they alone are asked to log (istiod, Telemetries.AccessLogging).
  accessLog("defaultProviders.accessLogging", (value) =>
    Array.isArray(value) ? value.length === 0 || value.includes(ACCESS_LOG_PROVIDER) : value === null,
  ),
];

/** Where the rest of the program relies on a chart's values (Istio's charts base, istiod and gateway, values.yaml). */
export const RELIED_ON: Readonly<Record<ValuesOf, readonly ReliedOnValue[]>> = {
  base: [
    istioNamespace,
    {
      at: ["defaultRevision"],
      agrees: (value, { revision = "default" }) => value === "" || value === revision,
      otherwise: "another istiod would be asked to validate Istio's objects",
      key: REVISION,
    },
  ],
  istiod: [
    revision,
    istioNamespace,
    tag("tag"),
    tag("global", "tag"),
    {
      at: ["meshConfig", "rootNamespace"],
      agrees: is("", ISTIO_NAMESPACE),
      otherwise: `mesh-wide settings are in ${ISTIO_NAMESPACE}`,
    },
    {
      at: ["meshConfig", "trustDomain"],
      agrees: is(TRUST_DOMAIN),
      otherwise: `callers are recognised by the trust domain ${TRUST_DOMAIN}`,
    },
    {
      at: ["global", "proxy", "clusterDomain"],
      agrees: is(TRUST_DOMAIN),
      otherwise: `full host names end in ${TRUST_DOMAIN}`,
    },
    {
      at: ["meshConfig", "outboundTrafficPolicy", "mode"],
      agrees: (value, { egress }) => value === null || value === egress.policy,
      otherwise: "access to hosts outside the mesh would not be as the config says",
      key: ["egress", "policy"],
    },
    {
      at: ["meshConfig", "enableAutoMtls"],
      agrees: (value, { clientTls }) => value !== false || clientTls === "mutual",
      otherwise: "sidecars would send plain text to servers that accept only mutual TLS",
      key: ["security", "clientTls"],
    },
    {
      at: [...PROXY_METADATA, DNS_CAPTURE],
      agrees: (value, { dnsCapture }) => (dnsCapture ? value === "true" : typeof value === "string"),
      otherwise: "istiod expects a string here, and sidecars would not do what the config says",
      key: ["istio", "dnsCapture"],
    },
    ...ACCESS_LOG_VALUES,
    ...["Service", "VirtualService", "DestinationRule"].map(exported),
    { at: ["istiodRemote", "enabled"], agrees: isNot(true), otherwise: "there would be no istiod" },
    ...[["profile"], ["global", "profile"]].map((at) => ({
      at,
      agrees: isNot("remote"),
      otherwise: "there would be no istiod",
    })),
    ...[["operatorManageWebhooks"], ["omitSidecarInjectorConfigMap"]].map(([name = ""]) => ({
      at: ["global", name],
      agrees: isNot(true),
      otherwise: "no pod would get a sidecar, nor a gateway its image",
    })),
    {
      at: ["global", "proxy", "autoInject"],
      agrees: is("enabled"),
      otherwise: "pods would get no sidecar by their namespace's label",
    },
    {
      at: ["sidecarInjectorWebhook", "rewriteAppHTTPProbe"],
      agrees: (value, { mtls }) => value !== false || mtls === "permissive",
      otherwise: "the kubelet, which has no certificate, would never see a pod ready where mutual TLS is demanded",
    },
    {
      at: ["env", "PILOT_SCOPE_GATEWAY_TO_NAMESPACE"],
      agrees: isNot(true),
      otherwise: "the ingress gateway would not serve the Gateway of another namespace, the application's",
    },
  ],
  gateway: [
    ...ofAnyGateway(GATEWAY),
    {
      at: ["serviceAccount", "name"],
      agrees: is("", GATEWAY),
      otherwise: `calls are allowed to the ServiceAccount ${GATEWAY}`,
    },
    {
      at: ["serviceAccount", "create"],
      agrees: is(true),
      otherwise: `calls are allowed to the ServiceAccount ${GATEWAY}`,
    },
    {
      at: ["rbac", "enabled"],
      agrees: (value, { gateway: { tls } }) => value !== false || valueAt(tls, ["credentialName"]) === undefined,
      otherwise: "the gateway could not read its certificate",
    },
    {
      at: ["service", "type"],
      agrees: (value, { gateway: { service } }) => value === service,
      otherwise: "the program would look for the gateway's address in the wrong place",
      key: ["istio", "gateway", "service"],
    },
    {
      at: ["service", "ports"],
      agrees: (value, rest) => opens(value, ingressPorts(rest)),
      otherwise:
        "the list replaces the program's own, and lacks a port that is served (80, with TLS 443, each with its node port)",
      key: ["istio", "gateway"],
    },
  ],
  egressGateway: [
    ...ofAnyGateway(EGRESS_GATEWAY),
    {
      at: ["service", "ports"],
      agrees: (value, { egress }) =>
        opens(
          value,
          egressGatewayPorts(egress.hosts).map((port) => ({ port })),
        ),
      otherwise: "the list replaces the program's own, and lacks a port of a listed host",
      key: ["egress", "hosts"],
    },
  ],
};
