import { type Properties } from "../test-stack";
import {
  destinationRule,
  envoyFilter,
  gateway,
  httpPort,
  httpsPort,
  type Manifest,
  serviceEntry,
  share,
  to,
  versions,
  virtualService,
} from "./manifest";

const JASON = [{ headers: { "end-user": { exact: "jason" } } }];

function routes(app: string, ...http: Properties[]): Manifest {
  return virtualService(app, { hosts: [app], http });
}

/** Every request to a Service goes to one of its versions. */
function allTo(app: string, subset: string): Manifest {
  return routes(app, { route: [to(app, subset)] });
}

const SUBSETS: Readonly<Record<string, readonly string[]>> = {
  productpage: ["v1"],
  reviews: ["v1", "v2", "v3"],
  ratings: ["v1", "v2", "v2-mysql", "v2-mysql-vm"],
  details: ["v1", "v2"],
};

function destinationRules(rest: Properties): Manifest[] {
  return Object.entries(SUBSETS).map(([host, names]) =>
    destinationRule(host, { host, ...rest, subsets: versions(...names) }),
  );
}

const PAGES = [
  { uri: { exact: "/productpage" } },
  { uri: { prefix: "/static" } },
  { uri: { exact: "/login" } },
  { uri: { exact: "/logout" } },
  { uri: { prefix: "/api/v1/products" } },
];

function googleApis(): Manifest[] {
  const host = "www.googleapis.com";
  return [
    serviceEntry("googleapis", { hosts: [host], ports: [httpPort(80), httpsPort(443)], resolution: "DNS" }),
    virtualService("rewrite-port-for-googleapis", {
      hosts: [host],
      http: [{ match: [{ port: 80 }], route: [to(host, undefined, 443)] }],
    }),
    destinationRule("originate-tls-for-googleapis", {
      host,
      trafficPolicy: {
        loadBalancer: { simple: "ROUND_ROBIN" },
        portLevelSettings: [{ port: { number: 443 }, tls: { mode: "SIMPLE" } }],
      },
    }),
  ];
}

/** Where the filters of a rate limit go; what Envoy is told in them no policy reads. */
function rateLimit(): Manifest[] {
  const workloadSelector = { labels: { istio: "ingressgateway" } };
  const inGateway = { namespace: "istio-system" };
  const match = { context: "GATEWAY" };
  return [
    envoyFilter(
      "filter-ratelimit",
      {
        workloadSelector,
        configPatches: [
          { applyTo: "HTTP_FILTER", match, patch: { operation: "INSERT_BEFORE", value: { name: "envoy.ratelimit" } } },
          { applyTo: "CLUSTER", patch: { operation: "ADD", value: { name: "rate_limit_cluster" } } },
        ],
      },
      inGateway,
    ),
    envoyFilter(
      "filter-ratelimit-svc",
      {
        workloadSelector,
        configPatches: [{ applyTo: "VIRTUAL_HOST", match, patch: { operation: "MERGE", value: { rate_limits: [] } } }],
      },
      inGateway,
    ),
  ];
}

const DATABASE_REVIEWS = allTo("reviews", "v3");

/** Bookinfo's routes, file by file, as they are below Istio's samples/bookinfo. */
export const BOOKINFO_ROUTES: Readonly<Record<string, readonly Manifest[]>> = {
  "bookinfo/networking/bookinfo-gateway.yaml": [
    gateway("bookinfo-gateway", {
      selector: { istio: "ingressgateway" },
      servers: [{ port: httpPort(8080), hosts: ["*"] }],
    }),
    virtualService("bookinfo", {
      hosts: ["*"],
      gateways: ["bookinfo-gateway"],
      http: [{ match: PAGES, route: [to("productpage", undefined, 9080)] }],
    }),
  ],
  "bookinfo/networking/certmanager-gateway.yaml": [
    gateway(
      "cert-manager-gateway",
      { selector: { istio: "ingressgateway" }, servers: [{ port: httpPort(80), hosts: ["*"] }] },
      { namespace: "istio-system" },
    ),
    virtualService(
      "cert-manager",
      {
        hosts: ["*"],
        gateways: ["cert-manager-gateway"],
        http: [
          {
            match: [{ uri: { prefix: "/.well-known/acme-challenge/" } }],
            route: [to("cert-manager-resolver", undefined, 8089)],
          },
        ],
      },
      { namespace: "istio-system" },
    ),
  ],
  "bookinfo/networking/destination-rule-all.yaml": destinationRules({}),
  "bookinfo/networking/destination-rule-all-mtls.yaml": destinationRules({
    trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } },
  }),
  "bookinfo/networking/destination-rule-reviews.yaml": [
    destinationRule("reviews", {
      host: "reviews",
      trafficPolicy: { loadBalancer: { simple: "RANDOM" } },
      subsets: versions("v1", "v2", "v3"),
    }),
  ],
  "bookinfo/networking/egress-rule-google-apis.yaml": googleApis(),
  "bookinfo/networking/fault-injection-details-v1.yaml": [
    routes(
      "details",
      { fault: { abort: { httpStatus: 555, percentage: { value: 100 } } }, route: [to("details", "v1")] },
      { route: [to("details", "v1")] },
    ),
    destinationRule("details", { host: "details", subsets: versions("v1") }),
  ],
  "bookinfo/networking/virtual-service-all-v1.yaml": Object.keys(SUBSETS).map((app) => allTo(app, "v1")),
  "bookinfo/networking/virtual-service-details-v2.yaml": [allTo("details", "v2")],
  "bookinfo/networking/virtual-service-ratings-db.yaml": [DATABASE_REVIEWS, allTo("ratings", "v2")],
  "bookinfo/networking/virtual-service-ratings-mysql.yaml": [DATABASE_REVIEWS, allTo("ratings", "v2-mysql")],
  "bookinfo/networking/virtual-service-ratings-mysql-vm.yaml": [DATABASE_REVIEWS, allTo("ratings", "v2-mysql-vm")],
  "bookinfo/networking/virtual-service-ratings-test-abort.yaml": [
    routes(
      "ratings",
      {
        match: JASON,
        fault: { abort: { percentage: { value: 100 }, httpStatus: 500 } },
        route: [to("ratings", "v1")],
      },
      { route: [to("ratings", "v1")] },
    ),
  ],
  "bookinfo/networking/virtual-service-ratings-test-delay.yaml": [
    routes(
      "ratings",
      {
        match: JASON,
        fault: { delay: { percentage: { value: 100 }, fixedDelay: "7s" } },
        route: [to("ratings", "v1")],
      },
      { route: [to("ratings", "v1")] },
    ),
  ],
  "bookinfo/networking/virtual-service-reviews-50-v3.yaml": [
    routes("reviews", { route: [share(50, "reviews", "v1"), share(50, "reviews", "v3")] }),
  ],
  "bookinfo/networking/virtual-service-reviews-80-20.yaml": [
    routes("reviews", { route: [share(80, "reviews", "v1"), share(20, "reviews", "v2")] }),
  ],
  "bookinfo/networking/virtual-service-reviews-90-10.yaml": [
    routes("reviews", { route: [share(90, "reviews", "v1"), share(10, "reviews", "v2")] }),
  ],
  "bookinfo/networking/virtual-service-reviews-jason-v2-v3.yaml": [
    routes("reviews", { match: JASON, route: [to("reviews", "v2")] }, { route: [to("reviews", "v3")] }),
  ],
  "bookinfo/networking/virtual-service-reviews-test-v2.yaml": [
    routes("reviews", { match: JASON, route: [to("reviews", "v2")] }, { route: [to("reviews", "v1")] }),
  ],
  "bookinfo/networking/virtual-service-reviews-v2-v3.yaml": [
    routes("reviews", { route: [share(50, "reviews", "v2"), share(50, "reviews", "v3")] }),
  ],
  "bookinfo/networking/virtual-service-reviews-v3.yaml": [allTo("reviews", "v3")],
  "bookinfo/policy/productpage_envoy_ratelimit.yaml": rateLimit(),
};
