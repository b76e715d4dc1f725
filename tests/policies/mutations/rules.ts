import { type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";
import { withTcpCallers } from "./tcp-callers";
import { type Mutation } from "./mutation";
import { CALM, firstService, OTHER_HOST, rule, withObject } from "./objects";

const PORTS = "routes-fit-their-ports";
const SETTINGS = "route-settings-take-effect";
const BALANCING = "balancing-takes-effect";
const FIRST = "spec.http[0]";

/** The gateway's first server alone, of some kind. */
function served(mesh: TestStack, plan: MeshPlan, server: Properties): TestStack {
  return mesh.set("bookinfo-gateway", "spec.servers", [{ hosts: [plan.host], ...server }]);
}

/** A host outside of the mesh, and a rule for calls of it. */
function outside(mesh: TestStack, plan: MeshPlan, port: Properties): TestStack {
  const entry = withObject(mesh, plan, "ServiceEntry", "other", {
    hosts: [OTHER_HOST],
    location: "MESH_EXTERNAL",
    resolution: "DNS",
    ports: [{ name: "some", ...port }],
  });
  return withObject(entry, plan, "VirtualService", "other-routes", {
    hosts: [OTHER_HOST],
    http: [{ route: [{ destination: { host: OTHER_HOST } }], ...CALM }],
  });
}

/** A DestinationRule for the service behind the gateway. */
const balanced = (mesh: TestStack, plan: MeshPlan, policy: Properties) =>
  withObject(mesh, plan, "DestinationRule", "first-versions", {
    host: firstService(plan),
    trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" }, ...policy },
  });

const locality = (setting: Properties) => ({ loadBalancer: { localityLbSetting: { enabled: true, ...setting } } });
const OUTLIERS = { outlierDetection: { consecutive5xxErrors: 5 } };
const FAILOVER = locality({ failover: [{ from: "a", to: "b" }] });
const HASH = { loadBalancer: { consistentHash: { httpHeaderName: "end-user" } } };

/** What goes wrong between rules and ports, and what a rule or a balancer says without effect. */
export const RULES_MUTATIONS: readonly Mutation[] = [
  {
    policy: PORTS,
    what: "a route to the pods' port",
    mutate: (mesh, plan) =>
      mesh
        .set(firstService(plan), "spec.ports[0]", { name: "http", port: 80, targetPort: 9080 })
        .set("bookinfo-routes", `${FIRST}.route[0].destination.port.number`, 9080),
    twin: (mesh, plan) =>
      mesh
        .set(firstService(plan), "spec.ports[0]", { name: "http", port: 80, targetPort: 9080 })
        .set("bookinfo-routes", `${FIRST}.route[0].destination.port.number`, 80),
  },
  {
    policy: PORTS,
    what: "a mirror to a port that nobody has",
    mutate: (mesh, _, { routes, service }) =>
      mesh.set(routes, `${FIRST}.mirrors`, [
        { destination: { host: service, subset: "v1", port: { number: 1 } }, percentage: { value: 1 } },
      ]),
    twin: (mesh, _, { routes, service }) =>
      mesh.set(routes, `${FIRST}.mirrors`, [
        { destination: { host: service, subset: "v1", port: { number: 9080 } }, percentage: { value: 1 } },
      ]),
  },
  {
    policy: PORTS,
    what: "http rules for a port that got the name of HTTPS",
    mutate: (mesh, plan, { service }) => withTcpCallers(mesh, plan).set(service, "spec.ports[0].name", "https"),
    twin: (mesh, _, { service }) => mesh.set(service, "spec.ports[0].name", "http2-api"),
  },
  {
    policy: PORTS,
    what: "http rules for a port of TCP, whatever its name",
    mutate: (mesh, plan, { service }) => withTcpCallers(mesh, plan).set(service, "spec.ports[0].appProtocol", "tcp"),
    twin: (mesh, _, { service }) => mesh.set(service, "spec.ports[0].appProtocol", "kubernetes.io/h2c"),
  },
  {
    policy: PORTS,
    what: "http rules for TLS that the gateway passes through",
    mutate: (mesh, plan) =>
      served(mesh, plan, { port: { number: 443, name: "tls", protocol: "TLS" }, tls: { mode: "PASSTHROUGH" } }),
    twin: (mesh, plan) =>
      served(mesh, plan, {
        port: { number: 443, name: "https", protocol: "HTTPS" },
        tls: { mode: "MUTUAL", credentialName: "books-tls" },
      }),
  },
  {
    policy: PORTS,
    what: "a match for a port that the gateway does not have",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.match[1].port`, 9080),
    twin: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.match[1].port`, 443),
  },
  {
    policy: PORTS,
    what: "http rules for TLS outside of the mesh",
    mutate: (mesh, plan) => outside(mesh, plan, { number: 443, protocol: "TLS" }),
    twin: (mesh, plan) => outside(mesh, plan, { number: 80, protocol: "HTTP" }),
  },
  {
    policy: PORTS,
    what: "tcp rules for a port of HTTP",
    mutate: (mesh, plan, { routes }) => mesh.set(routes, "spec.tcp", [{ route: rule(plan)["route"] }]),
    twin: (mesh, plan) =>
      withObject(
        mesh.set("bookinfo-gateway", "spec.servers[2]", { port: { number: 9000, protocol: "TCP" }, hosts: ["*"] }),
        plan,
        "VirtualService",
        "raw",
        {
          hosts: ["*"],
          gateways: ["bookinfo-gateway"],
          tcp: [{ match: [{ port: 9000 }], route: rule(plan)["route"] }],
        },
      ),
  },
  {
    policy: "routes-are-resilient",
    what: "one retry more than the timeout has room for",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST}.retries.attempts`, 3),
    twin: (mesh, _, { routes }) =>
      mesh.set(routes, `${FIRST}.retries.attempts`, 3).set(routes, `${FIRST}.timeout`, "12s"),
  },
  {
    policy: "routes-are-resilient",
    what: "a try that takes as long as the timeout",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST}.retries`, { attempts: 1, perTryTimeout: "10s" }),
    twin: (mesh, _, { routes }) => mesh.set(routes, `${FIRST}.retries`, { attempts: 1, perTryTimeout: "5s" }),
  },
  {
    policy: SETTINGS,
    what: "a time for each try of none",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST}.retries.attempts`, 0),
    twin: (mesh, _, { routes }) => mesh.set(routes, `${FIRST}.retries`, { attempts: 0 }),
  },
  {
    policy: SETTINGS,
    what: "a percentage without a mirror",
    mutate: (mesh, _, { routes }) => mesh.set(routes, `${FIRST}.mirrorPercentage`, { value: 5 }),
    twin: (mesh, _, { routes, service }) =>
      mesh
        .set(routes, `${FIRST}.mirrorPercentage`, { value: 5 })
        .set(routes, `${FIRST}.mirror`, { host: service, subset: "v1" }),
  },
  {
    policy: SETTINGS,
    what: "a query in a path",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.match[0].uri`, { exact: "/productpage?u=test" }),
    twin: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.match[0].queryParams`, { u: { exact: "test" } }),
  },
  {
    policy: SETTINGS,
    what: "a query in a regular expression",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.match[0].uri`, { regex: "/page\\?u=.*" }),
    twin: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.match[0].uri`, { regex: "/pages?(\\?u=.*)?" }),
  },
  {
    policy: SETTINGS,
    what: "a rewrite that leaves two slashes",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.rewrite`, { uri: "/" }),
    twin: (mesh, _, { entrance }) =>
      mesh.set(entrance, `${FIRST}.match[1].uri.prefix`, "/static/").set(entrance, `${FIRST}.rewrite`, { uri: "/" }),
  },
  {
    policy: SETTINGS,
    what: "a rewrite that joins two words",
    mutate: (mesh, _, { entrance }) =>
      mesh
        .set(entrance, `${FIRST}.match[1].uri.prefix`, "/static/")
        .set(entrance, `${FIRST}.rewrite`, { uri: "/assets" }),
    twin: (mesh, _, { entrance }) => mesh.set(entrance, `${FIRST}.rewrite`, { uri: "/assets" }),
  },
  {
    policy: BALANCING,
    what: "failover without outlier detection",
    mutate: (mesh, plan) => balanced(mesh, plan, FAILOVER),
    twin: (mesh, plan) => balanced(mesh, plan, { ...FAILOVER, ...OUTLIERS }),
  },
  {
    policy: BALANCING,
    what: "locality balancing that is no more than switched on",
    mutate: (mesh, plan) => balanced(mesh, plan, locality({})),
    twin: (mesh, plan) => balanced(mesh, plan, locality({ distribute: [{ from: "a/*", to: { "a/*": 100 } }] })),
  },
  {
    policy: BALANCING,
    what: "priorities of a subset, and no outlier detection",
    mutate: (mesh, _, { versions }) =>
      mesh.set(versions, "spec.subsets[0].trafficPolicy", locality({ failoverPriority: ["version"] })),
    twin: (mesh, _, { versions }) =>
      mesh
        .set(versions, "spec.subsets[0].trafficPolicy", locality({ failoverPriority: ["version"] }))
        .set(versions, "spec.trafficPolicy.outlierDetection", OUTLIERS.outlierDetection),
  },
  {
    policy: BALANCING,
    what: "failover of a port with the outlier detection of the others",
    mutate: (mesh, plan) =>
      balanced(mesh, plan, {
        ...OUTLIERS,
        portLevelSettings: [{ port: { number: 9080 }, tls: { mode: "ISTIO_MUTUAL" }, ...FAILOVER }],
      }),
    twin: (mesh, plan) =>
      balanced(mesh, plan, {
        portLevelSettings: [{ port: { number: 9080 }, tls: { mode: "ISTIO_MUTUAL" }, ...FAILOVER, ...OUTLIERS }],
      }),
  },
  {
    policy: BALANCING,
    what: "hashing for a host that a rule splits",
    mutate: (mesh, plan, { routes, versions, service }) =>
      (plan.services[service] ?? []).reduce(
        (changed, _, index) => changed.set(routes, `${FIRST}.route[${index}].weight`, [70, 30][index] ?? 0),
        mesh.set(versions, "spec.trafficPolicy.loadBalancer", HASH.loadBalancer),
      ),
    twin: (mesh, plan) => balanced(mesh, plan, HASH),
  },
];
