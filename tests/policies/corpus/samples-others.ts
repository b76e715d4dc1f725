import {
  appService,
  destinationRule,
  envoyFilter,
  gateway,
  httpPort,
  httpsPort,
  type Manifest,
  pods,
  serviceAccount,
  serviceEntry,
  share,
  telemetry,
  to,
  versions,
  virtualService,
} from "./manifest";

const INGRESS = { istio: "ingressgateway" };

const plainHttp = (name: string): Manifest =>
  gateway(name, { selector: INGRESS, servers: [{ port: httpPort(80), hosts: ["*"] }] });

function sleeper(name: string): Manifest[] {
  return [
    serviceAccount(name),
    appService(name, { port: 80, name: "http" }),
    pods(name, { app: name }, "docker.io/curlimages/curl:8.16.0", { pod: { serviceAccountName: name } }),
  ];
}

function httpbin(...beside: { name: string; image: string }[]): Manifest[] {
  const image = "docker.io/mccutchen/go-httpbin:v2.15.0";
  const containers = [{ name: "httpbin", image, ports: [{ containerPort: 8080 }] }, ...beside];
  return [
    serviceAccount("httpbin"),
    appService("httpbin", { name: "http", port: 8000, targetPort: 8080 }),
    pods("httpbin", { app: "httpbin", version: "v1" }, image, { pod: { serviceAccountName: "httpbin", containers } }),
  ];
}

function tcpEcho(...names: string[]): Manifest[] {
  return [
    appService("tcp-echo", { name: "tcp", port: 9000 }, { name: "tcp-other", port: 9001 }),
    ...names.map((version) =>
      pods(
        names.length > 1 ? `tcp-echo-${version}` : "tcp-echo",
        { app: "tcp-echo", version },
        "registry.istio.io/release/tcp-echo-server:1.3",
      ),
    ),
  ];
}

function tcpEchoRoutes(...route: Parameters<typeof share>[]): Manifest {
  return virtualService("tcp-echo", {
    hosts: ["*"],
    gateways: ["tcp-echo-gateway"],
    tcp: [{ match: [{ port: 31400 }], route: route.map((one) => share(...one)) }],
  });
}

const httpsHost = (name: string, host: string): Manifest =>
  serviceEntry(name, { hosts: [host], ports: [httpsPort(443)] });

function localAuthorizer(name: string, host: string, port: number, protocol: string): Manifest {
  return serviceEntry(name, {
    hosts: [host],
    endpoints: [{ address: "127.0.0.1" }],
    ports: [{ name: protocol.toLowerCase(), number: port, protocol }],
    resolution: "STATIC",
  });
}

/** Istio's other samples, by their paths below samples/. */
export const OTHER_SAMPLES: Readonly<Record<string, readonly Manifest[]>> = {
  "curl/curl.yaml": sleeper("curl"),
  "sleep/sleep.yaml": sleeper("sleep"),
  "httpbin/httpbin.yaml": httpbin(),
  "httpbin/sample-client/fortio-deploy.yaml": [
    appService("fortio", { port: 8080, name: "http" }),
    pods("fortio-deploy", { app: "fortio" }, "docker.io/fortio/fortio:latest_release"),
  ],
  "httpbin/httpbin-gateway.yaml": [
    plainHttp("httpbin-gateway"),
    virtualService("httpbin", {
      hosts: ["*"],
      gateways: ["httpbin-gateway"],
      http: [{ route: [to("httpbin", undefined, 8000)] }],
    }),
  ],
  "helloworld/helloworld.yaml": [
    appService("helloworld", { port: 5000, name: "http" }),
    ...["v1", "v2"].map((version) =>
      pods(
        `helloworld-${version}`,
        { app: "helloworld", version },
        `registry.istio.io/release/examples-helloworld-${version}:1.0`,
        { container: { resources: { requests: { cpu: "100m" } } } },
      ),
    ),
  ],
  "helloworld/helloworld-gateway.yaml": [
    plainHttp("helloworld-gateway"),
    virtualService("helloworld", {
      hosts: ["*"],
      gateways: ["helloworld-gateway"],
      http: [{ match: [{ uri: { exact: "/hello" } }], route: [to("helloworld", undefined, 5000)] }],
    }),
  ],
  "websockets/app.yaml": [
    appService("tornado", { port: 8888, name: "http" }),
    pods("tornado", { app: "tornado", version: "v1" }, "docker.io/hiroakis/tornado-websocket-example"),
  ],
  "websockets/route.yaml": [
    plainHttp("tornado-gateway"),
    virtualService("tornado", {
      hosts: ["*"],
      gateways: ["tornado-gateway"],
      http: [{ match: [{ uri: { prefix: "/" } }], route: [share(100, "tornado")] }],
    }),
  ],
  "tcp-echo/tcp-echo.yaml": tcpEcho("v1"),
  "tcp-echo/tcp-echo-services.yaml": tcpEcho("v1", "v2"),
  "tcp-echo/tcp-echo-all-v1.yaml": [
    gateway("tcp-echo-gateway", {
      selector: INGRESS,
      servers: [{ port: { number: 31400, name: "tcp", protocol: "TCP" }, hosts: ["*"] }],
    }),
    destinationRule("tcp-echo-destination", { host: "tcp-echo", subsets: versions("v1", "v2") }),
    tcpEchoRoutes([100, "tcp-echo", "v1", 9000]),
  ],
  "tcp-echo/tcp-echo-20-v2.yaml": [tcpEchoRoutes([80, "tcp-echo", "v1", 9000], [20, "tcp-echo", "v2", 9000])],
  "extauthz/ext-authz.yaml": [
    appService(
      "ext-authz",
      { name: "http", port: 8000, targetPort: 8000 },
      { name: "grpc", port: 9000, targetPort: 9000 },
    ),
    pods(
      "ext-authz",
      { app: "ext-authz", "sidecar.istio.io/inject": "false" },
      "registry.istio.io/testing/ext-authz:latest",
    ),
  ],
  "extauthz/local-ext-authz.yaml": [
    localAuthorizer("httpbin-ext-authz-http", "ext-authz-http.local", 8000, "HTTP"),
    localAuthorizer("httpbin-ext-authz-grpc", "ext-authz-grpc.local", 9000, "GRPC"),
    ...httpbin({ name: "ext-authz", image: "registry.istio.io/testing/ext-authz:latest" }),
  ],
  "external/aptget.yaml": [
    serviceEntry("make-aptget-work", {
      hosts: [
        "packages.example.com",
        "cdn.packages.example.com",
        "security.example.com",
        "archive.example.org",
        "security.example.org",
      ],
      ports: [httpPort(80)],
    }),
  ],
  "external/github.yaml": [
    httpsHost("github-https", "github.com"),
    serviceEntry("github-tcp", {
      hosts: ["dummy.github.com"],
      addresses: ["140.82.112.0/20", "185.199.108.0/22", "192.30.252.0/22"],
      ports: [{ name: "tcp", number: 22, protocol: "tcp" }],
      location: "MESH_EXTERNAL",
    }),
  ],
  "external/pypi.yaml": [
    httpsHost("python-https", "python.example.com"),
    httpsHost("pypi-https", "index.example.org"),
    httpsHost("pythonhosted-https", "files.example.net"),
  ],
  "open-telemetry/loki/telemetry.yaml": [
    telemetry("mesh-logging", { accessLogging: [{ providers: [{ name: "otel" }] }] }, { namespace: "istio-system" }),
  ],
  "open-telemetry/tracing/telemetry.yaml": [
    telemetry("otel-demo", { tracing: [{ providers: [{ name: "otel-tracing" }], randomSamplingPercentage: 0 }] }),
  ],
  "ratelimit/local-rate-limit-service.yaml": [
    envoyFilter(
      "filter-local-ratelimit-svc",
      {
        workloadSelector: { labels: { app: "productpage" } },
        configPatches: [
          {
            applyTo: "HTTP_FILTER",
            match: { context: "SIDECAR_INBOUND" },
            patch: { operation: "INSERT_BEFORE", value: { name: "envoy.filters.http.local_ratelimit" } },
          },
        ],
      },
      { namespace: "istio-system" },
    ),
  ],
  "ratelimit/rate-limit-service.yaml": [
    appService("redis", { name: "redis", port: 6379 }),
    pods("redis", { app: "redis" }, "docker.io/redis:alpine"),
    appService(
      "ratelimit",
      { name: "http-port", port: 8080 },
      { name: "grpc-port", port: 8081 },
      { name: "http-debug", port: 6070 },
    ),
    pods("ratelimit", { app: "ratelimit" }, "docker.io/envoyproxy/ratelimit:30a4ce1a"),
  ],
};
