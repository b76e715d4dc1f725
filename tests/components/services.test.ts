import assert from "node:assert/strict";
import { ResourceGraph } from "./graph";
import { record, type Recording, type Registration } from "./recorder";
import { asProgramSeesIt, onCluster, type StackConfig, stackConfig, startTestCluster, type TestCluster } from "./stack";

const catalog = {
  namespace: "shop",
  port: 8080,
  versions: { v1: { app: "catalog", version: "1.0" }, v2: { app: "catalog", version: "2.0" } },
};
const plan = {
  rules: [
    {
      name: "beta",
      match: { headers: { "x-beta": { exact: "yes" } } },
      weights: { v2: 100 },
      mirror: { version: "v1", percent: 5 },
    },
    { name: "batch", match: { sourceLabels: { app: "batch" } }, weights: { v1: 100 } },
  ],
  default: { v1: 90, v2: 10 },
};

/** What a cluster has of the service: its Service and pods of both versions, with sidecars. */
const catalogIn = (namespace: string) => ({
  [`/api/v1/namespaces/${namespace}/services/catalog`]: {
    metadata: { name: "catalog", namespace },
    spec: { selector: { app: "catalog" }, ports: [{ name: "http", port: 8080 }] },
  },
  [`/api/v1/namespaces/${namespace}/pods`]: {
    items: [{ metadata: { name: "catalog-1" }, spec: { containers: [{ name: "istio-proxy" }] } }],
  },
});

const splitOf = (v1: number, v2: number, host: string, port?: number) => {
  const to = (subset: string) => ({ host, subset, ...(port !== undefined && { port: { number: port } }) });
  return [
    { destination: to("v1"), weight: v1 },
    { destination: to("v2"), weight: v2 },
  ];
};

describe("the program with services that it does not own", () => {
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster();
    Object.assign(cluster.objects, catalogIn("shop"));
  });
  after(() => cluster.remove());

  function recordWith(sections: StackConfig): Promise<Recording> {
    const own = Object.entries(sections).map(([name, value]) => [`bookinfo-mesh:${name}`, value] as const);
    return record(asProgramSeesIt({ ...onCluster(stackConfig("sandbox"), cluster), ...Object.fromEntries(own) }));
  }

  const trafficOf = ({ registrations }: Recording): Registration[] =>
    registrations.filter(({ name, type }) => name.startsWith("catalog") && type.includes("istio"));
  const specOf = (recording: Recording, name: string) => new ResourceGraph(recording).get(name).inputs["spec"];

  it("makes nothing of a service without traffic, and hands out where it is", async () => {
    const recording = await recordWith({ services: { catalog } });
    assert.deepEqual(trafficOf(recording), []);
    assert.deepEqual(recording.outputs["services"], {
      catalog: { ...catalog, host: "catalog.shop.svc.cluster.local" },
    });
  });

  it("has no such output where it names none", async () => {
    assert.ok(!("services" in (await recordWith({})).outputs));
  });

  it("splits one by its pods' labels, in its namespace and under its name, once Istio is there", async () => {
    const recording = await recordWith({ services: { catalog }, traffic: { catalog: plan } });
    const annotations = { "bookinfo-mesh/service": "of-others" };
    const metadata = { name: "catalog", namespace: "shop", annotations };
    const host = "catalog.shop.svc.cluster.local";
    const graph = new ResourceGraph(recording);
    for (const name of ["catalog-versions", "catalog-routes"]) {
      assert.deepEqual(graph.get(name).inputs["metadata"], metadata);
    }
    assert.deepEqual(specOf(recording, "catalog-versions"), {
      host,
      subsets: [
        { name: "v1", labels: catalog.versions.v1 },
        { name: "v2", labels: catalog.versions.v2 },
      ],
    });
    const { hosts, gateways, http } = specOf(recording, "catalog-routes") as Record<string, unknown[]>;
    assert.deepEqual([hosts, gateways], [[host], ["mesh"]]);
    assert.deepEqual(http?.[2], { name: "default", route: splitOf(90, 10, host) });
    graph.assertOrder("istio-istiod", "catalog-versions", "catalog-routes");
    assert.equal(trafficOf(recording).length, 2);
  });

  it("splits it at its gateway too, at the port that its clients call, where requests from outside come to it", async () => {
    const gateway = { name: "ingress/front", hosts: ["shop.example.com"] };
    const services = { catalog: { ...catalog, gateway } };
    const recording = await recordWith({ services, traffic: { catalog: plan } });
    const host = "catalog.shop.svc.cluster.local";
    const graph = new ResourceGraph(recording);
    assert.deepEqual(graph.get("catalog-gateway-routes").inputs["metadata"], {
      name: "catalog-gateway",
      namespace: "shop",
      annotations: { "bookinfo-mesh/service": "of-others" },
    });
    assert.deepEqual(specOf(recording, "catalog-gateway-routes"), {
      hosts: ["shop.example.com"],
      gateways: ["ingress/front"],
      http: [
        {
          name: "beta",
          match: [{ headers: { "x-beta": { exact: "yes" } } }],
          route: [{ destination: { host, subset: "v2", port: { number: 8080 } }, weight: 100 }],
          mirrors: [{ destination: { host, subset: "v1", port: { number: 8080 } }, percentage: { value: 5 } }],
        },
        { name: "default", route: splitOf(90, 10, host, 8080) },
      ],
    });
    graph.assertOrder("catalog-versions", "catalog-gateway-routes");
  });

  for (const [what, security, tls] of [
    ["as Istio finds right", {}, undefined],
    [
      "as the rule for it says",
      { clientRules: [{ host: "*.shop.svc.cluster.local", tls: "DISABLE", reason: "no sidecars" }] },
      "DISABLE",
    ],
    ["by mutual TLS where that is for all hosts", { clientTls: "mutual" }, "ISTIO_MUTUAL"],
  ] as const) {
    it(`has sidecars connect to it ${what}`, async () => {
      const recording = await recordWith({ services: { catalog }, traffic: { catalog: plan }, security });
      const { trafficPolicy } = specOf(recording, "catalog-versions") as { trafficPolicy?: { tls: { mode: string } } };
      assert.equal(trafficPolicy?.tls.mode, tls);
    });
  }
});
