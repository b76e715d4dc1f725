import { type Properties } from "../test-stack";
import { gatewayApi, type Manifest, service } from "./manifest";
import { type Sample } from "./sample";

const plainHttp = (name: string): Manifest =>
  gatewayApi("Gateway", name, {
    gatewayClassName: "istio",
    listeners: [{ name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } }],
  });

function httpRoute(name: string, parent: Properties, ...backendRefs: Properties[]): Manifest {
  return gatewayApi("HTTPRoute", name, { parentRefs: [parent], rules: [{ backendRefs }] });
}

function tcpRoute(...backendRefs: Properties[]): Manifest {
  const parent = { name: "tcp-echo-gateway", sectionName: "tcp-31400" };
  return {
    ...gatewayApi("TCPRoute", "tcp-echo", { parentRefs: [parent], rules: [{ backendRefs }] }),
    apiVersion: "gateway.networking.k8s.io/v1alpha2",
  };
}

/** A Service for the pods of one version: the Gateway API has no subsets. */
function versionService(app: string, version: string, port: Properties): Manifest {
  return service(`${app}-${version}`, { ports: [port], selector: { app, version } });
}

const inMesh = (app: string, ...backendRefs: Properties[]): Manifest =>
  httpRoute(app, { group: "", kind: "Service", name: app, port: 9080 }, ...backendRefs);

const reviews = (version: string, weight?: number): Properties => ({
  name: `reviews-${version}`,
  port: 9080,
  ...(weight && { weight }),
});

const waypoint = (name: string): Manifest =>
  gatewayApi("Gateway", name, {
    gatewayClassName: "istio-waypoint",
    listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
  });

const BOOKINFO_WAY_IN = [
  plainHttp("bookinfo-gateway"),
  httpRoute("bookinfo", { name: "bookinfo-gateway" }, { name: "productpage", port: 9080 }),
];
const CANARY = [inMesh("reviews", reviews("v1", 90), reviews("v2", 10))];
const HELLO = { name: "helloworld-gateway" };
const ECHO = { port: 9000, name: "tcp" };

/** Istio's samples for the Gateway API, by their paths below samples/. */
export const GATEWAY_API_FILES: Readonly<Record<string, readonly Manifest[]>> = {
  "bookinfo/platform/kube/bookinfo-versions.yaml": [
    ...["v1", "v2", "v3"].map((version) => versionService("reviews", version, { port: 9080, name: "http" })),
    ...["productpage", "ratings", "details"].map((app) => versionService(app, "v1", { port: 9080, name: "http" })),
  ],
  "bookinfo/gateway-api/bookinfo-gateway.yaml": BOOKINFO_WAY_IN,
  "bookinfo/gateway-api/route-all-v1.yaml": ["reviews", "productpage", "ratings", "details"].map((app) =>
    inMesh(app, { name: `${app}-v1`, port: 9080 }),
  ),
  "bookinfo/gateway-api/route-reviews-50-v3.yaml": [inMesh("reviews", reviews("v1", 50), reviews("v3", 50))],
  "bookinfo/gateway-api/route-reviews-90-10.yaml": CANARY,
  "bookinfo/gateway-api/route-reviews-v1.yaml": [inMesh("reviews", reviews("v1"))],
  "bookinfo/gateway-api/route-reviews-v3.yaml": [inMesh("reviews", reviews("v3"))],
  "ambient-argo/application/ingress-gateway.yaml": BOOKINFO_WAY_IN,
  "ambient-argo/application/details-waypoint.yaml": [waypoint("bookinfo-details")],
  "ambient-argo/application/reviews-waypoint.yaml": [waypoint("bookinfo-reviews")],
  "ambient-argo/application/route-reviews-90-10.yaml": CANARY,
  "httpbin/gateway-api/httpbin-gateway.yaml": [
    plainHttp("httpbin-gateway"),
    httpRoute("httpbin", { name: "httpbin-gateway" }, { name: "httpbin", port: 8000 }),
  ],
  "helloworld/gateway-api/helloworld-versions.yaml": ["v1", "v2"].map((version) =>
    versionService("helloworld", version, { port: 5000, name: "http" }),
  ),
  "helloworld/gateway-api/helloworld-gateway.yaml": [
    plainHttp("helloworld-gateway"),
    httpRoute("helloworld", HELLO, { name: "helloworld", port: 5000 }),
  ],
  "helloworld/gateway-api/helloworld-route.yaml": [
    httpRoute(
      "helloworld",
      HELLO,
      { name: "helloworld-v1", port: 5000, weight: 90 },
      { name: "helloworld-v2", port: 5000, weight: 10 },
    ),
  ],
  "tcp-echo/gateway-api/tcp-echo-all-v1.yaml": [
    gatewayApi("Gateway", "tcp-echo-gateway", {
      gatewayClassName: "istio",
      listeners: [{ name: "tcp-31400", protocol: "TCP", port: 31400 }],
    }),
    versionService("tcp-echo", "v1", ECHO),
    versionService("tcp-echo", "v2", ECHO),
    tcpRoute({ name: "tcp-echo-v1", port: 9000 }),
  ],
  "tcp-echo/gateway-api/tcp-echo-20-v2.yaml": [
    tcpRoute({ name: "tcp-echo-v1", port: 9000, weight: 80 }, { name: "tcp-echo-v2", port: 9000, weight: 20 }),
  ],
};

const BOOKINFO = ["bookinfo/platform/kube/bookinfo.yaml", "bookinfo/platform/kube/bookinfo-versions.yaml"];
const GROUNDS: readonly (readonly [prefix: string, ground: readonly string[]])[] = [
  ["bookinfo/gateway-api/", BOOKINFO],
  ["ambient-argo/application/", BOOKINFO],
  ["httpbin/gateway-api/", ["httpbin/httpbin.yaml"]],
  ["helloworld/gateway-api/", ["helloworld/helloworld.yaml", "helloworld/gateway-api/helloworld-versions.yaml"]],
  ["tcp-echo/gateway-api/", ["tcp-echo/tcp-echo-services.yaml"]],
];

/** Each file with objects of the Gateway API, on the pods that it is for. */
export const GATEWAY_API_SAMPLES: readonly Sample[] = GROUNDS.flatMap(([prefix, ground]) =>
  Object.keys(GATEWAY_API_FILES)
    .filter((file) => file.startsWith(prefix) && !ground.includes(file))
    .map((file) => ({
      name: file,
      files: [...ground, file],
      faults: ["mesh-objects-are-read"],
      why: "No policy reads the Gateway API yet, and the pack says so of each object.",
    })),
);
