import { istio, type MeshPlan } from "../mesh-plan";
import { type Properties, type TestStack } from "../test-stack";
import { type Mutation, type Names } from "./mutation";

const LEDGER = "ledger.payments.svc.cluster.local";
const CALM = { timeout: "10s", retries: { attempts: 2, perTryTimeout: "3s" } };

/** One more of Istio's objects, which waits for Istio as the others do. */
function withIstio(mesh: TestStack, plan: MeshPlan, kind: string, name: string, spec: Properties): TestStack {
  return mesh.with(
    name,
    `kubernetes:networking.istio.io/${plan.api}:${kind}`,
    istio(plan, "networking", kind, name, spec),
    { parent: "security" },
  );
}

/** A Service of another namespace, and a rule of this one that sends all calls of it on. */
function withLedger(mesh: TestStack, plan: MeshPlan, annotations: Properties = {}): TestStack {
  const service = mesh.with("ledger", "kubernetes:core/v1:Service", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "ledger", namespace: "payments", annotations },
    spec: { selector: { app: "ledger" }, ports: [{ name: "http", port: 80 }] },
  });
  return withIstio(service, plan, "VirtualService", "ledger-routes", {
    hosts: [LEDGER],
    http: [{ route: [{ destination: { host: LEDGER, port: { number: 80 } } }], ...CALM }],
  });
}

const scope = (mesh: TestStack, plan: MeshPlan, spec: Properties) => withIstio(mesh, plan, "Sidecar", "scope", spec);

const forPods = (labels: Properties): Properties => ({ workloadSelector: { labels } });

const scoped = (mesh: TestStack, plan: MeshPlan, ...hosts: string[]) =>
  scope(withLedger(mesh, plan), plan, { egress: [{ hosts: [...hosts, "istio-system/*"] }] });

const entry = (mesh: TestStack, plan: MeshPlan, name: string, change: Properties) =>
  withIstio(mesh, plan, "ServiceEntry", name, {
    hosts: [`${name}.example.net`],
    location: "MESH_EXTERNAL",
    resolution: "DNS",
    ports: [{ number: 5432, name: "tcp-postgres", protocol: "TCP" }],
    ...change,
  });

/** Two databases outside of the mesh. */
const databases = (mesh: TestStack, plan: MeshPlan, first: Properties, second = first) =>
  entry(entry(mesh, plan, "orders", first), plan, "flags", second);

/** What the gateway's rule asks of where a request comes from. */
const asking = (mesh: TestStack, { entrance }: Names, condition: string, value: Properties | string) =>
  mesh.set(entrance, `spec.http[0].match[0].${condition}`, value);

const VISIBLE = "routes-are-visible-to-their-clients";
const SOURCES = "source-conditions-are-for-sidecars";
const APART = "service-entries-are-told-apart";

export const CLIENTS_MUTATIONS: readonly Mutation[] = [
  {
    policy: VISIBLE,
    what: "a Sidecar that leaves a namespace out",
    mutate: (mesh, plan) => scoped(mesh, plan, "./*"),
    twin: (mesh, plan) => scoped(mesh, plan, "./*", "payments/*"),
  },
  {
    policy: VISIBLE,
    what: "a Sidecar that lists another host of the namespace",
    mutate: (mesh, plan) => scoped(mesh, plan, "./*", "payments/other.payments.svc.cluster.local"),
    twin: (mesh, plan) => scoped(mesh, plan, "./*", `payments/${LEDGER}`),
  },
  {
    policy: VISIBLE,
    what: "a Sidecar that lets nothing out",
    mutate: (mesh, plan) => scope(withLedger(mesh, plan), plan, { egress: [{ hosts: ["~/*"] }] }),
    twin: (mesh, plan) => scope(mesh, plan, { egress: [{ hosts: ["~/*"] }] }),
  },
  {
    policy: VISIBLE,
    what: "a Sidecar for some pods that leaves a host out",
    mutate: (mesh, plan) =>
      scope(withLedger(mesh, plan), plan, {
        workloadSelector: { labels: { app: "productpage" } },
        egress: [{ hosts: ["./*"] }],
      }),
    twin: (mesh, plan) =>
      scope(withLedger(mesh, plan), plan, {
        workloadSelector: { labels: { app: "productpage" } },
        egress: [{ hosts: ["istio-system/*"] }],
      }),
  },
  {
    policy: VISIBLE,
    what: "a Service that keeps to its namespace",
    mutate: (mesh, plan) => withLedger(mesh, plan, { "networking.istio.io/exportTo": "." }),
    twin: (mesh, plan) => withLedger(mesh, plan, { "networking.istio.io/exportTo": `.,${plan.namespace}` }),
  },
  {
    policy: VISIBLE,
    what: "a gateway's rule that keeps to its namespace",
    mutate: (mesh, _, { entrance }) => mesh.set(entrance, "spec.exportTo", ["."]),
    twin: (mesh, _, { entrance }) => mesh.set(entrance, "spec.exportTo", [".", "istio-system"]),
  },
  {
    policy: "sidecars-do-not-compete",
    what: "a second Sidecar for a namespace",
    mutate: (mesh, plan) => withIstio(scope(mesh, plan, {}), plan, "Sidecar", "second", {}),
    twin: (mesh, plan) =>
      withIstio(scope(mesh, plan, {}), plan, "Sidecar", "second", { workloadSelector: { labels: { app: "phone" } } }),
  },
  {
    policy: "sidecars-do-not-compete",
    what: "two Sidecars for the same pods",
    mutate: (mesh, plan, { service }) =>
      withIstio(scope(mesh, plan, forPods({ app: service })), plan, "Sidecar", "second", forPods({ version: "v1" })),
    twin: (mesh, plan, { service }) =>
      withIstio(scope(mesh, plan, forPods({ app: service })), plan, "Sidecar", "second", forPods({ version: "v99" })),
  },
  {
    policy: "subsets-are-declared",
    what: "subsets that a gateway does not see",
    mutate: (mesh, plan, { versions, routes, entrance }) =>
      atTheGateway(mesh, plan, { versions, routes, entrance }).set(versions, "spec.exportTo", ["."]),
    twin: (mesh, plan, { versions, routes, entrance }) =>
      atTheGateway(mesh, plan, { versions, routes, entrance }).set(versions, "spec.exportTo", [".", "istio-system"]),
  },
  {
    policy: "hosts-are-known",
    what: "a rule of the mesh for a host in no registry",
    mutate: (mesh, plan) => withLedger(mesh, plan).set("ledger-routes", "spec.hosts", [LEDGER, "ledgers"]),
    twin: (mesh, plan) => withLedger(mesh, plan).set("ledger-routes", "spec.hosts", [LEDGER, "10.9.0.1"]),
  },
  {
    policy: SOURCES,
    what: "labels of callers at a gateway",
    mutate: (mesh, _, names) => asking(mesh, names, "sourceLabels", { app: "phone" }),
    twin: (mesh, _, names) => asking(mesh, names, "sourceLabels", { istio: "ingressgateway" }),
  },
  {
    policy: SOURCES,
    what: "the namespace of callers at a gateway",
    mutate: (mesh, plan, names) => asking(mesh, names, "sourceNamespace", plan.namespace),
    twin: (mesh, _, names) => asking(mesh, names, "sourceNamespace", "istio-system"),
  },
  {
    policy: SOURCES,
    what: "labels of callers in a match for the gateway alone",
    mutate: (mesh, _, names) =>
      asking(forBoth(mesh, names), names, "sourceLabels", { app: "phone" }).set(
        names.entrance,
        "spec.http[0].match[0].gateways",
        ["bookinfo-gateway"],
      ),
    twin: (mesh, _, names) =>
      asking(forBoth(mesh, names), names, "sourceLabels", { app: "phone" }).set(
        names.entrance,
        "spec.http[0].match[0].gateways",
        ["mesh"],
      ),
  },
  {
    policy: APART,
    what: "two databases at one port",
    mutate: (mesh, plan) => databases(mesh, plan, {}),
    twin: (mesh, plan) => databases(mesh, plan, {}, { ports: [{ number: 5433, name: "tcp", protocol: "TCP" }] }),
  },
  {
    policy: APART,
    what: "protocols that Istio takes for TCP",
    mutate: (mesh, plan) =>
      databases(mesh, plan, {}, { ports: [{ number: 5432, name: "mongo-flags", protocol: "MONGO" }] }),
    twin: (mesh, plan) => databases(mesh, plan, {}, { ports: [{ number: 5432, name: "tls-flags", protocol: "TLS" }] }),
  },
  {
    policy: APART,
    what: "one address for two databases",
    mutate: (mesh, plan) => databases(mesh, plan, { addresses: ["10.9.0.1"] }),
    twin: (mesh, plan) => databases(mesh, plan, { addresses: ["10.9.0.1"] }, { addresses: ["10.9.0.2"] }),
  },
  {
    policy: APART,
    what: "two databases where DNS is not captured",
    mutate: (mesh, plan) => databases(mesh, plan, {}).set("istiod", CAPTURE, "false"),
    twin: (mesh, plan) => databases(mesh, plan, {}).set("istiod", CAPTURE, "true"),
  },
  {
    policy: APART,
    what: "two databases that one namespace sees",
    mutate: (mesh, plan) => databases(mesh, plan, { exportTo: ["."] }, { exportTo: ["*"] }),
    twin: (mesh, plan) =>
      databases(mesh, plan, { exportTo: ["."] }).set("flags", "metadata.namespace", `${plan.namespace}-b`),
  },
  {
    policy: APART,
    what: "two hosts of one entry that are looked up each",
    mutate: (mesh, plan) => entry(mesh, plan, "orders", { hosts: ["a.example.net", "b.example.net"] }),
    twin: (mesh, plan) =>
      entry(mesh, plan, "orders", {
        hosts: ["a.example.net", "b.example.net"],
        endpoints: [{ address: "db.example.net" }],
      }),
  },
  {
    policy: APART,
    what: "two protocols of one host at a port",
    mutate: (mesh, plan) =>
      databases(mesh, plan, { hosts: ["db.example.net"] }, { hosts: ["db.example.net"], ports: HTTP }),
    twin: (mesh, plan) => databases(mesh, plan, { hosts: ["db.example.net"] }),
  },
];

const HTTP = [{ number: 5432, name: "http", protocol: "HTTP" }];
const CAPTURE = ["values", "meshConfig", "defaultConfig", "proxyMetadata", "ISTIO_META_DNS_CAPTURE"];

/** The gateway's rule names a subset of a host. */
function atTheGateway(
  mesh: TestStack,
  { namespace }: MeshPlan,
  { versions, routes, entrance }: Pick<Names, "versions" | "routes" | "entrance">,
): TestStack {
  const { spec } = mesh.get(versions).properties as { spec: { host: string } };
  const host = spec.host.includes(".") ? spec.host : `${spec.host}.${namespace}.svc.cluster.local`;
  return mesh
    .without(routes)
    .set(entrance, "spec.http[0].route", [{ destination: { host, subset: "v1", port: { number: 9080 } } }])
    .change(entrance, { dependencies: ["bookinfo-gateway", versions] });
}

/** The gateway's rule is for sidecars as well. */
function forBoth(mesh: TestStack, { entrance }: Names): TestStack {
  const { spec } = mesh.get(entrance).properties as { spec: { http: readonly Properties[] } };
  return mesh
    .set(entrance, "spec.gateways", ["bookinfo-gateway", "mesh"])
    .set(entrance, "spec.http[1]", { ...spec.http[0], match: undefined, name: "default" });
}
