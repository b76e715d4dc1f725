import { type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";
import { tcpCallers } from "./tcp-callers";
import { type Mutation, type Names } from "./mutation";
import { CALM, firstService, withObject } from "./objects";

const OWNER = "hosts-have-one-owner";
const HTTPS = "gateways-serve-https";
const ALB = "alb.ingress.kubernetes.io/";
const ZONE = { "topology.kubernetes.io/zone": "ap-northeast-1a" };

const MUTUAL = { tls: { mode: "ISTIO_MUTUAL" } };

/** A second DestinationRule for the host of a split, which its routes wait for as for the first. */
function withFragment(mesh: TestStack, plan: MeshPlan, { service, routes }: Names, spec: Properties): TestStack {
  const { dependencies } = mesh.get(routes);
  return withObject(mesh, plan, "DestinationRule", "fragment", {
    host: service,
    trafficPolicy: MUTUAL,
    ...spec,
  }).change(routes, { dependencies: [...dependencies, "fragment"] });
}

/** Plain HTTP behind an Ingress of the ALB controller. */
function behindIngress(mesh: TestStack, plan: MeshPlan, annotations: Properties): TestStack {
  return mesh
    .set("bookinfo-gateway", "spec.servers", [
      { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [plan.host] },
    ])
    .with("edge", "kubernetes:networking.k8s.io/v1:Ingress", {
      metadata: {
        name: "edge",
        namespace: "istio-system",
        annotations: { [`${ALB}listen-ports`]: '[{"HTTP": 80}, {"HTTPS": 443}]', ...annotations },
      },
      spec: {
        ingressClassName: "alb",
        defaultBackend: { service: { name: "istio-ingressgateway", port: { number: 80 } } },
      },
    });
}

/** A rule of the mesh that sends everything for the service behind the gateway to its first version. */
function pinned(mesh: TestStack, plan: MeshPlan): TestStack {
  const host = firstService(plan);
  const rule = withObject(mesh, plan, "DestinationRule", "first-versions", {
    host,
    trafficPolicy: MUTUAL,
    subsets: [{ name: "v1", labels: { version: "v1" } }],
  });
  return withObject(
    rule,
    plan,
    "VirtualService",
    "first-routes",
    { hosts: [host], http: [{ route: [{ destination: { host, subset: "v1" } }], ...CALM }] },
    ["first-versions"],
  );
}

/** What goes wrong where something like it is what Istio's documentation shows. */
export const FRAGMENTS_MUTATIONS: readonly Mutation[] = [
  {
    policy: OWNER,
    what: "a subset in two fragments of a DestinationRule",
    mutate: (mesh, plan, names) =>
      withFragment(mesh, plan, names, { subsets: [{ name: "v1", labels: { version: "v2" } }] }),
    twin: (mesh, plan, names) =>
      withFragment(mesh, plan, names, { subsets: [{ name: "canary", labels: { version: "v2" } }] }),
  },
  {
    policy: OWNER,
    what: "traffic policies in two fragments of a DestinationRule",
    mutate: (mesh, plan, names) =>
      withFragment(mesh, plan, names, {
        trafficPolicy: { ...MUTUAL, connectionPool: { tcp: { maxConnections: 9 } } },
      }),
    twin: (mesh, plan, names) => withFragment(mesh, plan, names, { trafficPolicy: MUTUAL }),
  },
  {
    policy: OWNER,
    what: "a fragment of a DestinationRule for some of the clients alone",
    mutate: (mesh, plan, names) => withFragment(mesh, plan, names, { exportTo: ["team-a"] }),
    twin: (mesh, plan, names) => withFragment(mesh, plan, names, { exportTo: ["*"] }),
  },
  {
    policy: "subsets-select-workloads",
    what: "a subset in a zone with a label that no pod has",
    mutate: (mesh, _, { versions }) => mesh.set(versions, "spec.subsets[0].labels", { ...ZONE, version: "v99" }),
    twin: (mesh, _, { versions }) => mesh.set(versions, "spec.subsets[0].labels", { ...ZONE, version: "v1" }),
  },
  {
    policy: "subsets-select-workloads",
    what: "a version that lost its labels",
    mutate: (mesh, plan, { routes, versions, service }) =>
      (plan.services[service] ?? []).reduce(
        (changed, _, index) => changed.set(routes, `spec.http[0].route[${index}].weight`, [70, 30][index] ?? 0),
        mesh.unset(versions, "spec.subsets[0].labels"),
      ),
    twin: (mesh, plan, { versions, service }) =>
      mesh.set(versions, `spec.subsets[${(plan.services[service] ?? []).length}]`, { name: "all" }),
  },
  {
    policy: "service-ports-name-their-protocol",
    what: "a port whose number says nothing either",
    mutate: (mesh, plan) => mesh.set(firstService(plan), "spec.ports[0].name", "db"),
    twin: (mesh, plan) =>
      mesh
        .set("allow-bookinfo", "spec.rules[1]", tcpCallers(plan))
        .set(firstService(plan), "spec.ports[0]", { name: "db", port: 3306 })
        .set("bookinfo-routes", "spec.http[0].route[0].destination.port.number", 3306),
  },
  {
    policy: HTTPS,
    what: "HTTPS for any host",
    mutate: (mesh) => mesh.set("bookinfo-gateway", "spec.servers[1].hosts", ["*"]),
    twin: (mesh) =>
      mesh.set("bookinfo-gateway", "spec.servers[2]", {
        port: { number: 15443, name: "tls", protocol: "TLS" },
        hosts: ["*"],
        tls: { mode: "AUTO_PASSTHROUGH" },
      }),
  },
  {
    policy: HTTPS,
    what: "plain HTTP behind an ALB that takes it, too",
    mutate: (mesh, plan) => behindIngress(mesh, plan, { [`${ALB}certificate-arn`]: "arn:aws:acm:x" }),
    twin: (mesh, plan) =>
      behindIngress(mesh, plan, { [`${ALB}certificate-arn`]: "arn:aws:acm:x", [`${ALB}ssl-redirect`]: "443" }),
  },
  {
    policy: "splits-work-at-the-ingress",
    what: "a gateway's route past a rule that keeps the mesh from the second version",
    mutate: (mesh, plan) =>
      pinned(mesh, plan)
        .with("second-version", "kubernetes:networking.istio.io/v1:WorkloadEntry", {
          metadata: { name: "second-version", namespace: plan.namespace },
          spec: { address: "192.0.2.1", labels: { app: firstService(plan), version: "v2" } },
        })
        .change("second-version", { parent: "security" }),
    twin: (mesh, plan) => pinned(mesh, plan),
  },
];
