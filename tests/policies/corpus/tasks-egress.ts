import { destinationRule, httpPort, httpsPort, service, serviceEntry, share, virtualService } from "./manifest";
import {
  CNN,
  NGINX_EXAMPLE,
  mutualToEgress,
  CREDENTIAL,
  NGINX,
  WIKIPEDIA,
  egress,
  nginxOutside,
  outside,
  task,
  throughEgress,
  tlsOnPort,
  toEgress,
} from "./egress-objects";
import { type Sample } from "./sample";

/** The tasks of docs/tasks/traffic-management/egress, for Istio's own API. */
export const EGRESS_TASKS: readonly Sample[] = [
  task(
    "egress-control",
    [
      outside("httpbin-ext", "httpbin.org", httpPort(80)),
      outside("google", "www.google.com", httpsPort(443)),
      virtualService("httpbin-ext", {
        hosts: ["httpbin.org"],
        http: [{ timeout: "3s", route: [share(100, "httpbin.org")] }],
      }),
    ],
    "A timeout for a host outside of the mesh, which has one port.",
  ),
  task(
    "egress-tls-origination, TLS",
    [
      outside(
        CNN.replaceAll(".", "-"),
        CNN,
        { ...httpPort(80, "http-port"), targetPort: 443 },
        httpsPort(443, "https-port"),
      ),
      destinationRule("edition-cnn-com", {
        host: CNN,
        trafficPolicy: { portLevelSettings: [tlsOnPort(80, { mode: "SIMPLE" })] },
      }),
    ],
    "The application speaks HTTP to port 80, and the sidecar TLS to port 443.",
  ),
  task(
    "egress-tls-origination, mutual TLS",
    [
      ...nginxOutside(),
      CREDENTIAL,
      serviceEntry("originate-mtls-for-nginx", {
        hosts: [NGINX],
        ports: [{ ...httpPort(80, "http-port"), targetPort: 443 }, httpsPort(443)],
        resolution: "DNS",
      }),
      destinationRule("originate-mtls-for-nginx", {
        workloadSelector: { matchLabels: { app: "curl" } },
        host: NGINX,
        trafficPolicy: {
          loadBalancer: { simple: "ROUND_ROBIN" },
          portLevelSettings: [tlsOnPort(80, { mode: "MUTUAL", credentialName: "client-credential", sni: NGINX })],
        },
      }),
    ],
    "The server has no sidecar: TLS with a certificate of its own is the only one that it speaks.",
  ),
  task(
    "egress-gateway, HTTP",
    [
      outside("cnn", CNN, httpPort(80, "http-port"), httpsPort(443)),
      ...egress("cnn", CNN, { port: httpPort(80) }),
      throughEgress("cnn", CNN, "http", [toEgress(80, 80, "cnn"), { port: 80, target: CNN, targetPort: 80 }]),
    ],
    "The gateway's clients are sidecars, which use mutual TLS: nobody is there to be redirected.",
  ),
  task(
    "egress-gateway, HTTPS",
    [
      outside("cnn", CNN, { number: 443, name: "tls", protocol: "TLS" }),
      ...egress("cnn", CNN, { port: { number: 443, name: "tls", protocol: "TLS" }, tls: { mode: "PASSTHROUGH" } }),
      throughEgress("cnn", CNN, "tls", [toEgress(443, 443, "cnn"), { port: 443, target: CNN, targetPort: 443 }]),
    ],
    "The application's own TLS goes through as it is.",
  ),
  task(
    "egress-gateway-tls-origination, TLS",
    [
      outside("cnn", CNN, httpPort(80), httpsPort(443)),
      ...egress(
        "cnn",
        CNN,
        { port: httpsPort(80, "https-port-for-tls-origination"), tls: { mode: "ISTIO_MUTUAL" } },
        mutualToEgress(CNN, 80),
      ),
      throughEgress("cnn", CNN, "http", [toEgress(80, 80, "cnn"), { port: 80, target: CNN, targetPort: 443 }]),
      destinationRule("originate-tls-for-edition-cnn-com", {
        host: CNN,
        trafficPolicy: {
          loadBalancer: { simple: "ROUND_ROBIN" },
          portLevelSettings: [tlsOnPort(443, { mode: "SIMPLE" })],
        },
      }),
    ],
    "HTTPS on port 80 with the mesh's own certificates (ISTIO_MUTUAL), and TLS begun anew behind the gateway.",
  ),
  task(
    "egress-gateway-tls-origination, mutual TLS",
    [
      ...nginxOutside(),
      { ...CREDENTIAL, metadata: { name: "client-credential", namespace: "istio-system" } },
      serviceEntry("nginx", {
        hosts: [NGINX_EXAMPLE],
        ports: [httpPort(80), httpsPort(443)],
        resolution: "DNS",
        endpoints: [{ address: NGINX, ports: { https: 443 } }],
      }),
      virtualService("nginx", {
        hosts: [NGINX_EXAMPLE],
        tls: [
          { match: [{ port: 443, sniHosts: [NGINX_EXAMPLE] }], route: [share(100, NGINX_EXAMPLE, undefined, 443)] },
        ],
      }),
      ...egress(
        "nginx",
        NGINX_EXAMPLE,
        { port: httpsPort(443), tls: { mode: "ISTIO_MUTUAL" } },
        mutualToEgress(NGINX_EXAMPLE, 443),
      ),
      throughEgress("nginx", NGINX_EXAMPLE, "http", [
        toEgress(80, 443, "nginx"),
        { port: 443, target: NGINX_EXAMPLE, targetPort: 443 },
      ]),
      destinationRule(
        "originate-mtls-for-nginx",
        {
          host: NGINX_EXAMPLE,
          trafficPolicy: {
            loadBalancer: { simple: "ROUND_ROBIN" },
            portLevelSettings: [
              tlsOnPort(443, { mode: "MUTUAL", credentialName: "client-credential", sni: NGINX_EXAMPLE }),
            ],
          },
        },
        { namespace: "istio-system" },
      ),
    ],
    "One VirtualService has the host's TLS, the other its HTTP: they never meet. The gateway's own rule is in its namespace.",
  ),
  task(
    "wildcard-egress-hosts, directly",
    [serviceEntry("wikipedia", { hosts: [WIKIPEDIA], ports: [httpsPort(443)] })],
    "Any host of a domain, by SNI: names with a wildcard cannot be looked up, so there is no resolution.",
  ),
  task(
    "wildcard-egress-hosts, through the gateway",
    [
      ...egress("wikipedia", WIKIPEDIA, { port: httpsPort(443), tls: { mode: "PASSTHROUGH" } }),
      throughEgress("wikipedia", WIKIPEDIA, "tls", [
        toEgress(443, 443, "wikipedia"),
        { port: 443, target: "www.wikipedia.org", targetPort: 443 },
      ]),
      serviceEntry("www-wikipedia", { hosts: ["www.wikipedia.org"], ports: [httpsPort(443)], resolution: "DNS" }),
    ],
    "One server answers for all of the domain's hosts.",
  ),
  task(
    "egress-kubernetes-services, ExternalName",
    [
      service("my-httpbin", {
        type: "ExternalName",
        externalName: "httpbin.org",
        ports: [{ name: "http", protocol: "TCP", port: 80 }],
      }),
      destinationRule("my-httpbin", {
        host: "my-httpbin.default.svc.cluster.local",
        trafficPolicy: { tls: { mode: "DISABLE" } },
      }),
    ],
    "What stands behind the Service is outside of the mesh, and speaks no mutual TLS.",
  ),
  task(
    "egress-kubernetes-services, a Service with endpoints",
    [
      service("my-wikipedia", { ports: [{ protocol: "TCP", port: 443, name: "tls" }] }),
      {
        apiVersion: "v1",
        kind: "Endpoints",
        metadata: { name: "my-wikipedia" },
        subsets: [{ addresses: [{ ip: "198.35.26.96" }], ports: [{ port: 443, name: "tls" }] }],
      },
      destinationRule("my-wikipedia", {
        host: "my-wikipedia.default.svc.cluster.local",
        trafficPolicy: { tls: { mode: "DISABLE" } },
      }),
    ],
    "The Service has no selector: its endpoints are addresses outside of the mesh.",
  ),
  task(
    "http-proxy",
    [
      serviceEntry("proxy", {
        hosts: ["my-company-proxy.com"],
        addresses: ["10.20.30.40/32"],
        ports: [{ number: 3128, name: "tcp", protocol: "TCP" }],
        location: "MESH_EXTERNAL",
        resolution: "NONE",
      }),
    ],
    "TCP by its address; what the application sends through it is its own.",
  ),
];
