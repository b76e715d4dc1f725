import assert from "node:assert/strict";
import { formatProblems } from "../../../config/problem/problem";
import { projectKey } from "../../../mesh/config-path";
import { NEEDED_FIELDS } from "../../../mesh/istio/access-log";
import { fixed, problemsOf } from "../fixing";
import { type StackFile } from "../pulumi-config";

type Values = Readonly<Record<string, unknown>>;

/** A stack with values for one of the charts, and whatever else it says. */
function stack(
  chart: string,
  values: Values,
  { istio = {}, ...sections }: { istio?: object } & Values = {},
): StackFile {
  return {
    "bookinfo-mesh:istioVersion": "1.31.1",
    "bookinfo-mesh:cluster": { kind: "existing", context: "kind-mesh" },
    "bookinfo-mesh:istio": { ...istio, values: { [chart]: values } },
    ...Object.fromEntries(Object.entries(sections).map(([name, section]) => [`bookinfo-mesh:${name}`, section])),
  };
}

const NODE_PORT = { gateway: { service: "NodePort", nodePort: 30090 } };
const TLS = { gateway: { tls: { credentialName: "books" } } };
const mesh = (meshConfig: object) => ({ meshConfig });
const LOGGED = { istio: { accessLog: { enabled: true } } };
const metadata = (proxyMetadata: object) => mesh({ defaultConfig: { proxyMetadata } });

/** A value that contradicts what the program writes elsewhere, and where it stands. */
const REFUSED: readonly [chart: string, at: string, values: Values, rest?: { istio?: object } & Values][] = [
  ["istiod", "revision", { revision: "1-31-1" }],
  ["istiod", "revision", { revision: "default" }],
  ["istiod", "pilot.revision", { pilot: { revision: "1-31-1" } }],
  ["istiod", "revision", { revision: "" }, { istio: { revision: "blue" } }],
  ["istiod", "global.istioNamespace", { global: { istioNamespace: "mesh" } }],
  ["istiod", "meshConfig.rootNamespace", mesh({ rootNamespace: "mesh" })],
  ["istiod", "meshConfig.trustDomain", mesh({ trustDomain: "example.com" })],
  ["istiod", "global.proxy.clusterDomain", { global: { proxy: { clusterDomain: "example.com" } } }],
  ["istiod", "meshConfig.outboundTrafficPolicy.mode", mesh({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } })],
  ["istiod", "meshConfig.enableAutoMtls", mesh({ enableAutoMtls: false })],
  ["istiod", "meshConfig.defaultVirtualServiceExportTo", mesh({ defaultVirtualServiceExportTo: ["."] })],
  ["istiod", "meshConfig.accessLogFile", mesh({ accessLogFile: "" }), LOGGED],
  ["istiod", "meshConfig.accessLogEncoding", mesh({ accessLogEncoding: "TEXT" }), LOGGED],
  ["istiod", "meshConfig.accessLogFormat", mesh({ accessLogFormat: '{"code":"%RESPONSE_CODE%"}' }), LOGGED],
  ["istiod", "meshConfig.accessLogFormat", mesh({ accessLogFormat: "%RESPONSE_CODE%" }), LOGGED],
  [
    "istiod",
    "meshConfig.defaultProviders.accessLogging",
    mesh({ defaultProviders: { accessLogging: ["otel"] } }),
    LOGGED,
  ],
  ["istiod", "global.tag", { global: { tag: "1.30.4" } }],
  ["istiod", "pilot.tag", { pilot: { tag: "1.31.10-distroless" } }],
  ["istiod", "istiodRemote.enabled", { istiodRemote: { enabled: true } }],
  ["istiod", "profile", { profile: "remote" }],
  ["istiod", "global.omitSidecarInjectorConfigMap", { global: { omitSidecarInjectorConfigMap: true } }],
  ["istiod", "global.proxy.autoInject", { global: { proxy: { autoInject: "disabled" } } }],
  ["istiod", "sidecarInjectorWebhook.rewriteAppHTTPProbe", { sidecarInjectorWebhook: { rewriteAppHTTPProbe: false } }],
  [
    "istiod",
    "pilot.env.PILOT_SCOPE_GATEWAY_TO_NAMESPACE",
    { pilot: { env: { PILOT_SCOPE_GATEWAY_TO_NAMESPACE: "true" } } },
  ],
  [
    "istiod",
    "meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE",
    metadata({ ISTIO_META_DNS_CAPTURE: "false" }),
    { istio: { dnsCapture: true } },
  ],
  [
    "istiod",
    "meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE",
    metadata({ ISTIO_META_DNS_CAPTURE: true }),
  ],
  ["base", "defaultRevision", { defaultRevision: "blue" }],
  ["base", "defaultRevision", { defaultRevision: "default" }, { istio: { revision: "blue" } }],
  ["base", "global.istioNamespace", { global: { istioNamespace: "mesh" } }],
  ["gateway", "labels.istio", { labels: { istio: "ingress" } }],
  ["gateway", "global.labels.istio", { global: { labels: { istio: "ingress" } } }],
  ["gateway", "name", { name: "ingress" }],
  ["gateway", "revision", { revision: "blue" }],
  ["gateway", "serviceAccount.name", { serviceAccount: { name: "ingress" } }],
  ["gateway", "serviceAccount.create", { serviceAccount: { create: false } }],
  ["gateway", "service.type", { service: { type: "ClusterIP" } }],
  ["gateway", "service.selectorLabels", { service: { selectorLabels: { team: "books" } } }],
  ["gateway", "service.ports", { service: { ports: [{ name: "http2", port: 8080, targetPort: 80 }] } }],
  ["gateway", "service.ports", { service: { ports: [{ name: "http2", port: 80, targetPort: 8080 }] } }],
  ["gateway", "service.ports", { service: { ports: [{ name: "http2", port: 80 }] } }, { istio: NODE_PORT }],
  ["gateway", "service.ports", { service: { ports: [{ name: "http2", port: 80 }] } }, { istio: TLS }],
  ["gateway", "rbac.enabled", { rbac: { enabled: false } }, { istio: TLS }],
  ["gateway", "networkGateway", { networkGateway: "east" }],
  [
    "gateway",
    'podAnnotations["inject.istio.io/templates"]',
    { podAnnotations: { "inject.istio.io/templates": "sidecar" } },
  ],
  ["gateway", 'podAnnotations["sidecar.istio.io/inject"]', { podAnnotations: { "sidecar.istio.io/inject": null } }],
  ["egressGateway", "labels.istio", { labels: { istio: "ingressgateway" } }],
  ["egressGateway", "name", { name: "out" }],
  [
    "egressGateway",
    "service.ports",
    { service: { ports: [{ name: "https", port: 443 }] } },
    { egress: { via: "gateway", hosts: [{ host: "a.example.com", ports: [{ number: 80, protocol: "HTTP" }] }] } },
  ],
];

/** Values that leave everything in its place, and those that say what the program says. */
const ACCEPTED: readonly [chart: string, values: Values, rest?: { istio?: object } & Values][] = [
  ["istiod", { pilot: { autoscaleMin: 2, env: { PILOT_ENABLE_ANALYSIS: "true" } }, revisionTags: ["prod"] }],
  ["istiod", { revision: "blue" }, { istio: { revision: "blue" } }],
  ["istiod", mesh({ accessLogFile: "/dev/stdout", accessLogEncoding: "TEXT", accessLogFormat: "%RESPONSE_CODE%" })],
  ["istiod", mesh({ accessLogFormat: JSON.stringify({ ...NEEDED_FIELDS, pod: "%HOSTNAME%" }) }), LOGGED],
  ["istiod", mesh({ accessLogFormat: "", defaultProviders: { accessLogging: ["otel", "envoy"] } }), LOGGED],
  ["istiod", { revision: "", meshConfig: { accessLogFile: "/dev/stdout" } }],
  ["istiod", { global: { tag: "1.31.1-distroless", hub: "registry.example.com/istio" } }],
  ["istiod", { global: { tag: "patched-7", istioNamespace: "istio-system" } }],
  ["istiod", mesh({ trustDomain: "cluster.local", enableAutoMtls: true, defaultServiceExportTo: ["*"] })],
  ["istiod", mesh({ enableAutoMtls: false }), { security: { clientTls: "mutual" } }],
  ["istiod", mesh({ outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } }), { egress: { policy: "REGISTRY_ONLY" } }],
  ["istiod", metadata({ ISTIO_META_DNS_CAPTURE: "true", EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true" })],
  ["istiod", { sidecarInjectorWebhook: { rewriteAppHTTPProbe: false } }, { mtls: "permissive" }],
  ["base", { defaultRevision: "blue" }, { istio: { revision: "blue" } }],
  ["base", { defaultRevision: "", enableCRDTemplates: true }],
  ["gateway", { labels: { istio: "ingressgateway", team: "books" }, service: { selectorLabels: { team: "books" } } }],
  ["gateway", { labels: { istio: null }, autoscaling: { minReplicas: 2 }, service: { annotations: { a: "b" } } }],
  [
    "gateway",
    {
      service: {
        type: "NodePort",
        ports: [
          { name: "http2", port: 80, nodePort: 30090 },
          { name: "x", port: 15443 },
        ],
      },
    },
    { istio: NODE_PORT },
  ],
  ["gateway", { rbac: { enabled: false }, serviceAccount: { annotations: { a: "b" } } }],
  ["gateway", { podAnnotations: { "example.com/team": "books" } }],
  ["egressGateway", { replicaCount: 2, service: { type: "LoadBalancer" } }],
];

describe("Helm values on which the rest of the program relies", () => {
  for (const [chart, at, values, rest] of REFUSED) {
    it(`are refused with a fix: ${chart}: ${JSON.stringify(values)}${rest ? `, with ${JSON.stringify(rest)}` : ""}`, () => {
      const file = stack(chart, values, rest);
      const told = problemsOf(file).map(({ path }) => projectKey(path));
      assert.deepEqual(told, [`bookinfo-mesh:istio.values.${chart}.${at}`]);
      fixed(file);
    });
  }

  for (const [chart, values, rest] of ACCEPTED) {
    it(`are left alone: ${chart}: ${JSON.stringify(values)}${rest ? `, with ${JSON.stringify(rest)}` : ""}`, () => {
      assert.deepEqual(problemsOf(stack(chart, values, rest)), []);
    });
  }

  it("are told with the key that does it right, and never quoted", () => {
    const file = stack("istiod", { revision: "hunter2" });
    assert.equal(
      formatProblems(problemsOf(file), "pulumi"),
      `bookinfo-mesh:istio.values.istiod.revision: is what bookinfo-mesh:istio.revision is for: namespaces, releases and gateways would ask for another istiod
  to fix:  pulumi config rm --path bookinfo-mesh:istio.values.istiod.revision   # and set bookinfo-mesh:istio.revision to what is meant`,
    );
  });
});
