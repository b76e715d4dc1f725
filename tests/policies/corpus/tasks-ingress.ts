import { type Properties } from "../test-stack";
import {
  appService,
  gateway,
  httpPort,
  httpsPort,
  ingress,
  type Manifest,
  namespace,
  peerAuthentication,
  pods,
  secret,
  service,
  serviceAccount,
  sidecar,
  to,
  virtualService,
} from "./manifest";
import { type Sample } from "./sample";

const HTTPBIN = "httpbin/httpbin.yaml";
const HOST = "httpbin.example.com";
const SELECTOR = { istio: "ingressgateway" };
/** Where the gateway's pods are, which is where a credential is looked for. */
const GATEWAY_NAMESPACE = { namespace: "istio-system" };

function task(step: string, files: readonly string[], manifests: readonly Manifest[], why: string): Sample {
  return { name: `tasks/traffic-management/ingress/${step}`, files, manifests, why };
}

const ways = (name: string, ...servers: Properties[]): Manifest => gateway(name, { selector: SELECTOR, servers });

function paths(gatewayName: string, host: string, ...prefixes: string[]): Manifest {
  return virtualService("httpbin", {
    hosts: [host],
    gateways: [gatewayName],
    http: [{ match: prefixes.map((prefix) => ({ uri: { prefix } })), route: [to("httpbin", undefined, 8000)] }],
  });
}

function https(name: string, host: string, tls: Properties): Properties {
  return { port: httpsPort(443, name), tls, hosts: [host] };
}

const simple = (credentialName: string): Properties => ({ mode: "SIMPLE", credentialName });

function nginx(labels: Properties = {}): Manifest[] {
  return [
    secret("nginx-server-certs"),
    service("my-nginx", { ports: [{ port: 443, protocol: "TCP" }], selector: { run: "my-nginx" } }),
    pods("my-nginx", { run: "my-nginx", ...labels }, "nginx"),
  ];
}

/** httpbin whose sidecar ends TLS of clients outside of the mesh on one port. */
function tlsAtTheSidecar(): Manifest[] {
  const labels = { app: "httpbin", version: "v1" };
  return [
    namespace("test"),
    peerAuthentication("default", { mtls: { mode: "STRICT" } }),
    peerAuthentication("disable-peer-auth-for-external-mtls-port", {
      selector: { matchLabels: { app: "httpbin" } },
      mtls: { mode: "STRICT" },
      portLevelMtls: { 9080: { mode: "DISABLE" } },
    }),
    serviceAccount("httpbin"),
    appService(
      "httpbin",
      { port: 8443, name: "https", targetPort: 9080 },
      { port: 8080, name: "http", targetPort: 9081 },
    ),
    pods("httpbin", labels, "docker.io/kennethreitz/httpbin", { pod: { serviceAccountName: "httpbin" } }),
    sidecar("ingress-sidecar", {
      workloadSelector: { labels },
      ingress: [
        {
          port: { number: 9080, protocol: "HTTPS", name: "external" },
          defaultEndpoint: "0.0.0.0:80",
          tls: {
            mode: "MUTUAL",
            privateKey: "/etc/istio/tls-certs/tls.key",
            serverCertificate: "/etc/istio/tls-certs/tls.crt",
            caCertificates: "/etc/istio/tls-ca-certs/ca.crt",
          },
        },
        { port: { number: 9081, protocol: "HTTP", name: "internal" }, defaultEndpoint: "0.0.0.0:80" },
      ],
    }),
  ];
}

/** The tasks of docs/tasks/traffic-management/ingress, for Istio's own API. */
export const INGRESS_TASKS: readonly Sample[] = [
  {
    ...task(
      "ingress-control, one host",
      [HTTPBIN],
      [
        ways("httpbin-gateway", { port: httpPort(80), hosts: [HOST] }),
        paths("httpbin-gateway", HOST, "/status", "/delay"),
      ],
      "Two paths are open, and nothing else is: a gateway's routes need no default.",
    ),
    choices: ["gateways-serve-https"],
  },
  {
    ...task(
      "ingress-control, any host",
      [HTTPBIN],
      [ways("httpbin-gateway", { port: httpPort(80), hosts: ["*"] }), paths("httpbin-gateway", "*", "/headers")],
      "For a browser, which sends the address as the host.",
    ),
    choices: ["gateways-serve-https"],
  },
  task(
    "secure-ingress, one host",
    [HTTPBIN],
    [
      secret("httpbin-credential", GATEWAY_NAMESPACE),
      ways("mygateway", https("https", HOST, simple("httpbin-credential"))),
      paths("mygateway", HOST, "/status", "/delay"),
    ],
    "The certificate is in the namespace of the gateway's pods.",
  ),
  task(
    "secure-ingress, several hosts",
    [HTTPBIN, "helloworld/helloworld.yaml"],
    [
      secret("httpbin-credential", GATEWAY_NAMESPACE),
      secret("helloworld-credential", GATEWAY_NAMESPACE),
      ways(
        "mygateway",
        https("https-httpbin", HOST, simple("httpbin-credential")),
        https("https-helloworld", "helloworld.example.com", simple("helloworld-credential")),
      ),
      paths("mygateway", HOST, "/status", "/delay"),
      virtualService("helloworld", {
        hosts: ["helloworld.example.com"],
        gateways: ["mygateway"],
        http: [{ match: [{ uri: { exact: "/hello" } }], route: [to("helloworld", undefined, 5000)] }],
      }),
    ],
    "Each host has a certificate of its own, so no connection serves both.",
  ),
  task(
    "secure-ingress, mutual TLS",
    [HTTPBIN],
    [
      secret("httpbin-credential", GATEWAY_NAMESPACE),
      ways("mygateway", https("https", HOST, { mode: "MUTUAL", credentialName: "httpbin-credential" })),
      paths("mygateway", HOST, "/status", "/delay"),
    ],
    "Clients show a certificate, too.",
  ),
  {
    ...task(
      "ingress-sni-passthrough",
      [],
      [
        ...nginx({ "sidecar.istio.io/inject": "true" }),
        ways("mygateway", https("https", "nginx.example.com", { mode: "PASSTHROUGH" })),
        virtualService("nginx", {
          hosts: ["nginx.example.com"],
          gateways: ["mygateway"],
          tls: [{ match: [{ port: 443, sniHosts: ["nginx.example.com"] }], route: [to("my-nginx", undefined, 443)] }],
        }),
      ],
      "TLS goes on to the pods as it is; what was left to say is the protocol of the Service's port, as istioctl says (IST0118).",
    ),
    faults: ["service-ports-name-their-protocol"],
  },
  {
    ...task(
      "ingress-sidecar-tls-termination",
      ["curl/curl.yaml"],
      tlsAtTheSidecar(),
      "One port is open to clients without a sidecar, and its TLS is ended by the sidecar's own listener.",
    ),
    namespace: "test",
    choices: ["peer-authentication-is-strict"],
  },
  task(
    "kubernetes-ingress",
    [HTTPBIN],
    [
      ingress("ingress", {
        ingressClassName: "istio",
        rules: [
          {
            host: HOST,
            http: {
              paths: [
                { path: "/", pathType: "Prefix", backend: { service: { name: "httpbin", port: { number: 8000 } } } },
              ],
            },
          },
        ],
      }),
    ],
    "An Ingress of Kubernetes; no policy reads it.",
  ),
  task(
    "integrations/certmanager",
    [HTTPBIN],
    [
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { name: "ingress-cert", namespace: "istio-system" },
        spec: { secretName: "ingress-cert", commonName: HOST, dnsNames: [HOST], issuerRef: { name: "letsencrypt" } },
      },
      ways("mygateway", https("https", HOST, simple("ingress-cert"))),
      paths("mygateway", HOST, "/status"),
    ],
    "The Secret is cert-manager's to make, from the Certificate.",
  ),
];
