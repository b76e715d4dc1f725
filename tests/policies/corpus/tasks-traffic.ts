import { type Properties } from "../test-stack";
import { appService, destinationRule, type Manifest, namespace, pods, to, versions, virtualService } from "./manifest";
import { type Sample } from "./sample";

const NETWORKING = "bookinfo/networking";
/** What the tasks about Bookinfo start with. */
const START = [
  "bookinfo/platform/kube/bookinfo.yaml",
  `${NETWORKING}/bookinfo-gateway.yaml`,
  `${NETWORKING}/destination-rule-all.yaml`,
  `${NETWORKING}/virtual-service-all-v1.yaml`,
];

function onBookinfo(step: string, files: readonly string[], why: string, rest: Partial<Sample> = {}): Sample {
  const { choices = [] } = rest;
  return {
    why,
    ...rest,
    name: `tasks/traffic-management/${step}`,
    files: [...START, ...files.map((file) => `${NETWORKING}/${file}`)],
    choices: ["gateways-serve-https", ...choices],
  };
}

const httpbin = (...http: Properties[]): Manifest => virtualService("httpbin", { hosts: ["httpbin"], http });

const MIRRORED: readonly Manifest[] = [
  ...["v1", "v2"].map((version) =>
    pods(`httpbin-${version}`, { app: "httpbin", version }, "docker.io/mccutchen/go-httpbin:v2.15.0"),
  ),
  appService("httpbin", { name: "http", port: 8000, targetPort: 8080 }),
  destinationRule("httpbin", { host: "httpbin", subsets: versions("v1", "v2") }),
];

/** A Service whose pods run in four places, each a version of its own. */
const PLACES: readonly Manifest[] = [
  namespace("sample"),
  appService("helloworld", { port: 5000, name: "http" }),
  ...["region1.zone1", "region1.zone2", "region2.zone3", "region3.zone4"].map((version) =>
    pods(
      `helloworld-${version}`,
      { app: "helloworld", version },
      "registry.istio.io/release/examples-helloworld-v1:1.0",
    ),
  ),
];

function inPlaces(step: string, loadBalancer: Properties, consecutive5xxErrors: number, why: string): Sample {
  return {
    name: `tasks/traffic-management/locality-load-balancing/${step}`,
    files: ["curl/curl.yaml"],
    namespace: "sample",
    manifests: [
      ...PLACES,
      destinationRule("helloworld", {
        host: "helloworld.sample.svc.cluster.local",
        trafficPolicy: {
          connectionPool: { http: { maxRequestsPerConnection: 1 } },
          loadBalancer,
          outlierDetection: { consecutive5xxErrors, interval: "1s", baseEjectionTime: "1m" },
        },
      }),
    ],
    why,
  };
}

/** The tasks of docs/tasks/traffic-management about routes, state by state. */
export const TRAFFIC_TASKS: readonly Sample[] = [
  onBookinfo(
    "request-routing, everything to v1",
    [],
    "There is one version of productpage: nothing of it is split at the gateway.",
  ),
  onBookinfo(
    "request-routing, one user to v2",
    ["virtual-service-reviews-test-v2.yaml"],
    "A rule for one user, and one for all others.",
  ),
  onBookinfo(
    "fault-injection, a delay",
    ["virtual-service-reviews-test-v2.yaml", "virtual-service-ratings-test-delay.yaml"],
    "The fault is what the task is about.",
    { choices: ["routes-inject-no-faults"] },
  ),
  onBookinfo(
    "fault-injection, an abort",
    ["virtual-service-reviews-test-v2.yaml", "virtual-service-ratings-test-abort.yaml"],
    "The fault is what the task is about.",
    { choices: ["routes-inject-no-faults"] },
  ),
  onBookinfo("traffic-shifting, half", ["virtual-service-reviews-50-v3.yaml"], "Half of the requests move at once.", {
    choices: ["canary-weight-is-capped"],
  }),
  onBookinfo("traffic-shifting, all", ["virtual-service-reviews-v3.yaml"], "The new version is the only one."),
  onBookinfo("request-timeouts", [], "A timeout for reviews, and a delay behind it that it cuts off.", {
    manifests: [
      virtualService("reviews", { hosts: ["reviews"], http: [{ route: [to("reviews", "v2")], timeout: "0.5s" }] }),
      virtualService("ratings", {
        hosts: ["ratings"],
        http: [{ fault: { delay: { percentage: { value: 100 }, fixedDelay: "2s" } }, route: [to("ratings", "v1")] }],
      }),
    ],
    choices: ["routes-inject-no-faults"],
  }),
  {
    name: "tasks/traffic-management/tcp-traffic-shifting, everything to v1",
    files: ["curl/curl.yaml", "tcp-echo/tcp-echo-services.yaml", "tcp-echo/tcp-echo-all-v1.yaml"],
    namespace: "istio-io-tcp-traffic-shifting",
    why: "A gateway of TCP, and one rule of TCP for its port.",
  },
  {
    name: "tasks/traffic-management/tcp-traffic-shifting, 20 % to v2",
    files: [
      "curl/curl.yaml",
      "tcp-echo/tcp-echo-services.yaml",
      "tcp-echo/tcp-echo-all-v1.yaml",
      "tcp-echo/tcp-echo-20-v2.yaml",
    ],
    namespace: "istio-io-tcp-traffic-shifting",
    why: "A split of connections, of which Istio counts whole ones.",
  },
  {
    name: "tasks/traffic-management/circuit-breaking",
    files: ["httpbin/httpbin.yaml", "httpbin/sample-client/fortio-deploy.yaml"],
    manifests: [
      destinationRule("httpbin", {
        host: "httpbin",
        trafficPolicy: {
          connectionPool: {
            tcp: { maxConnections: 1 },
            http: { http1MaxPendingRequests: 1, maxRequestsPerConnection: 1 },
          },
          outlierDetection: {
            consecutive5xxErrors: 1,
            interval: "1s",
            baseEjectionTime: "3m",
            maxEjectionPercent: 100,
          },
        },
      }),
    ],
    why: "A DestinationRule without subsets and without a VirtualService.",
  },
  {
    name: "tasks/traffic-management/mirroring, everything to v1",
    files: ["curl/curl.yaml"],
    manifests: [...MIRRORED, httpbin({ route: [{ ...to("httpbin", "v1"), weight: 100 }] })],
    why: "The subset v2 is declared for later.",
  },
  {
    name: "tasks/traffic-management/mirroring, copies to v2",
    files: ["curl/curl.yaml"],
    manifests: [
      ...MIRRORED,
      httpbin({
        route: [{ ...to("httpbin", "v1"), weight: 100 }],
        mirror: { host: "httpbin", subset: "v2" },
        mirrorPercentage: { value: 100 },
      }),
    ],
    choices: ["routes-inject-no-faults"],
    why: "Copies are no share, as their answers are thrown away; but v2 has to bear every request.",
  },
  inPlaces(
    "failover",
    {
      simple: "ROUND_ROBIN",
      localityLbSetting: { enabled: true, failover: [{ from: "region1", to: "region2" }] },
    },
    1,
    "Failover, with the outlier detection that it needs.",
  ),
  inPlaces(
    "distribute",
    {
      localityLbSetting: {
        enabled: true,
        distribute: [
          {
            from: "region1/zone1/*",
            to: { "region1/zone1/*": 70, "region1/zone2/*": 20, "region3/zone4/*": 10 },
          },
        ],
      },
    },
    100,
    "Shares by place add up to 100.",
  ),
];
