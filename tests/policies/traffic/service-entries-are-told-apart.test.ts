import { unknownValue } from "@pulumi/pulumi/runtime";
import { serviceEntriesAreToldApart } from "../../../policies/traffic/service-entries-are-told-apart";
import { describePolicy } from "../describe-policy";
import { type Properties, type TestStack } from "../test-stack";
import { validMesh } from "../valid-mesh";

const METADATA = ["values", "meshConfig", "defaultConfig", "proxyMetadata"];

/** A database outside of the mesh, with something else in its ServiceEntry. */
function database(mesh: TestStack, name: string, change: Properties = {}, namespace = "default"): TestStack {
  return mesh.with(name, "kubernetes:networking.istio.io/v1:ServiceEntry", {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata: { name, namespace },
    spec: {
      hosts: [`${name}.example.net`],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: 5432, name: "tcp-postgres", protocol: "TCP" }],
      ...change,
    },
  });
}

function scope(mesh: TestStack, namespace: string, hosts: string[]): TestStack {
  return mesh.with(`scope-${namespace}`, "kubernetes:networking.istio.io/v1:Sidecar", {
    metadata: { name: "scope", namespace },
    spec: { egress: [{ hosts }] },
  });
}

const port = (protocol: string, number = 5432) => [{ number, name: "port", ...(protocol !== "" && { protocol }) }];
const both = (mesh: TestStack, change: Properties = {}) => database(database(mesh, "orders", change), "flags", change);
const SHARED =
  "flags: ServiceEntry default/flags and ServiceEntry default/orders share TCP port 5432: all calls go to one of them";

describePolicy(serviceEntriesAreToldApart, {
  mesh: () => database(validMesh(), "orders"),
  accepts: [
    { when: "another port", change: (mesh) => database(mesh, "flags", { ports: port("TCP", 5433) }) },
    { when: "HTTP, which names its host", change: (mesh) => both(mesh, { ports: port("HTTP") }) },
    { when: "TLS, which names its host", change: (mesh) => both(mesh, { ports: port("TLS") }) },
    { when: "TCP beside TLS", change: (mesh) => database(mesh, "flags", { ports: port("tls") }) },
    {
      when: "addresses of their own",
      change: (mesh) =>
        database(database(mesh, "orders", { addresses: ["10.9.0.1"] }), "flags", { addresses: ["10.9.0.2"] }),
    },
    { when: "an address for one of them", change: (mesh) => database(mesh, "flags", { addresses: ["10.9.0.2/32"] }) },
    {
      when: "entries for the callers of two namespaces",
      change: (mesh) => database(database(mesh, "orders", { exportTo: ["."] }), "flags", { exportTo: ["."] }, "team-b"),
    },
    {
      when: "entries for all, where each namespace's Sidecar lets it know its own alone",
      change: (mesh) =>
        scope(scope(database(mesh, "flags", {}, "team-b"), "default", ["./*"]), "team-b", ["./*", "istio-system/*"]),
    },
    { when: "an entry for nobody", change: (mesh) => database(mesh, "flags", { exportTo: ["~"] }) },
    { when: "calls that go where the caller wants", change: (mesh) => both(mesh, { resolution: "NONE" }) },
    {
      when: "one host in two entries",
      change: (mesh) => database(mesh, "flags", { hosts: ["orders.example.net"] }),
    },
    {
      when: "hosts of one entry that have the same servers",
      change: (mesh) =>
        database(mesh, "orders", { hosts: ["a.example.net", "b.example.net"], endpoints: [{ address: "10.9.0.3" }] }),
    },
    {
      when: "sidecars that capture DNS",
      change: (mesh) => both(mesh).set("istiod", [...METADATA, "ISTIO_META_DNS_CAPTURE"], "true"),
    },
    {
      when: "sidecars that capture DNS by a ProxyConfig for all",
      change: (mesh) =>
        both(mesh).with("capture", "kubernetes:networking.istio.io/v1beta1:ProxyConfig", {
          metadata: { name: "all", namespace: "istio-system" },
          spec: { environmentVariables: { ISTIO_META_DNS_CAPTURE: "true" } },
        }),
    },
    {
      when: "an older istiod that is told to give addresses",
      change: (mesh) =>
        both(mesh)
          .set("istiod", "version", "1.24.6")
          .set("istiod", METADATA, { ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" }),
    },
    {
      when: "a mesh that captures DNS, whose istiod is elsewhere",
      change: (mesh) => both(mesh).without("istiod"),
      settings: { capturesDns: true },
    },
  ],
  refuses: [
    { when: "two hosts at one TCP port", change: (mesh) => database(mesh, "flags"), saying: [SHARED] },
    {
      when: "protocols that Istio takes for TCP, and one that is left out",
      change: (mesh) =>
        database(database(mesh, "orders", { ports: port("mysql") }), "flags", {
          ports: port(""),
          resolution: "STATIC",
        }),
      saying: [SHARED],
    },
    {
      when: "one address for two of them",
      change: (mesh) =>
        database(database(mesh, "orders", { addresses: ["10.9.0.1/32"] }), "flags", { addresses: ["10.9.0.1"] }),
      saying: [SHARED],
    },
    {
      when: "entries of two namespaces for all",
      change: (mesh) => database(mesh, "flags", {}, "team-b"),
      saying: [
        "flags: ServiceEntry team-b/flags and ServiceEntry default/orders share TCP port 5432: all calls go to one of them",
      ],
    },
    {
      when: "entries for all, where one namespace's Sidecar lets it know both",
      change: (mesh) =>
        scope(scope(database(mesh, "flags", {}, "team-b"), "default", ["./*"]), "team-b", ["./*", "default/*"]),
      saying: [
        "flags: ServiceEntry team-b/flags and ServiceEntry default/orders share TCP port 5432: all calls go to one of them",
      ],
    },
    {
      when: "an entry that one namespace sees as well as its own",
      change: (mesh) =>
        database(database(mesh, "orders", { exportTo: ["team-b"] }), "flags", { exportTo: ["."] }, "team-b"),
      saying: [
        "flags: ServiceEntry team-b/flags and ServiceEntry default/orders share TCP port 5432: all calls go to one of them",
      ],
    },
    {
      when: "two hosts of one entry that each has servers of its own",
      change: (mesh) => database(mesh, "orders", { hosts: ["a.example.net", "b.example.net"] }),
      saying: [
        "orders: ServiceEntry default/orders: all calls to port 5432 go to one of its hosts a.example.net, b.example.net",
      ],
    },
    {
      when: "wildcards, which get no address where DNS is captured",
      change: (mesh) =>
        database(
          database(mesh, "orders", { hosts: ["*.orders.example.net"], resolution: "DNS_ROUND_ROBIN" }),
          "flags",
          {
            hosts: ["*.flags.example.net"],
            resolution: "DNS_ROUND_ROBIN",
          },
        ).set("istiod", [...METADATA, "ISTIO_META_DNS_CAPTURE"], "true"),
      saying: [SHARED],
    },
    {
      when: "entries that want no address of Istio's",
      change: (mesh) =>
        both(mesh)
          .set("istiod", [...METADATA, "ISTIO_META_DNS_CAPTURE"], "true")
          .set("orders", "metadata.labels", { "networking.istio.io/enable-autoallocate-ip": "false" })
          .set("flags", "metadata.labels", { "networking.istio.io/enable-autoallocate-ip": "false" }),
      saying: [SHARED],
    },
    {
      when: "an older istiod, which gives no addresses by itself",
      change: (mesh) =>
        both(mesh).set("istiod", "version", "1.24.6").set("istiod", METADATA, { ISTIO_META_DNS_CAPTURE: "true" }),
      saying: [SHARED],
    },
    {
      when: "an istiod that is kept from giving addresses",
      change: (mesh) =>
        both(mesh)
          .set("istiod", METADATA, { ISTIO_META_DNS_CAPTURE: "true" })
          .set("istiod", ["values", "pilot", "env"], { PILOT_ENABLE_IP_AUTOALLOCATE: "false" }),
      saying: [SHARED],
    },
    {
      when: "two protocols for one host and port",
      change: (mesh) => database(mesh, "flags", { hosts: ["orders.example.net"], ports: port("HTTP") }),
      saying: [
        "flags: ServiceEntry default/flags: port 5432 is not of the protocol that ServiceEntry default/orders gives it",
      ],
    },
  ],
  unknown: {
    when: "the ports of one",
    change: (mesh) => database(mesh, "orders", { ports: unknownValue }),
    saying: [
      "orders: service-entries-are-told-apart could not check orders: spec.ports is not known before the update",
    ],
  },
  leavesOpen: [
    {
      when: "whether sidecars capture DNS",
      change: (mesh) => both(mesh).set("istiod", [...METADATA, "ISTIO_META_DNS_CAPTURE"], unknownValue),
      saying: ["flags", "orders"].map(
        (name) =>
          `${name}: service-entries-are-told-apart could not check ${name}: values.meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE is not known before the update`,
      ),
    },
  ],
  absent: {
    when: "how hosts are looked up, which means not at all",
    change: (mesh) => both(mesh).unset("orders", "spec.resolution").unset("flags", "spec.resolution"),
    saying: [],
  },
  empty: { resource: "orders", saying: [] },
  otherVersion: { resource: "flags", type: "kubernetes:networking.istio.io/v1alpha3:ServiceEntry" },
});
