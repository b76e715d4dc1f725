import assert from "node:assert/strict";
import fc from "fast-check";
import { mergeValues } from "../../../mesh/istio/helm-values";
import { findCharts } from "../../../components/istio/istio-charts";
import { type HelmValues } from "../../../config/config";
import { DEFAULT_ISTIO_VERSION } from "../../../mesh/versions/istio-versions";
import { ResourceGraph } from "../graph";
import { type Answers, record } from "../recorder";
import { asProgramSeesIt, onCluster, stackConfig, startTestCluster, type TestCluster, withValue } from "../stack";

describe("Helm values", () => {
  it("are merged object by object; lists and everything else are replaced", () => {
    assert.deepEqual(
      mergeValues(
        { service: { type: "NodePort", ports: [1, 2] }, replicas: 1, kept: true },
        { service: { ports: [3] }, replicas: { min: 2 }, added: null },
      ),
      { service: { type: "NodePort", ports: [3] }, replicas: { min: 2 }, kept: true, added: null },
    );
  });

  it("are what the user says wherever the user says something", () => {
    const values = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue(), {
      noNullPrototype: true,
    }) as fc.Arbitrary<HelmValues>;
    fc.assert(
      fc.property(values, values, (defaults, users) => {
        const merged = mergeValues(defaults, users);
        assert.deepEqual(mergeValues(merged, users), merged);
        assert.deepEqual(mergeValues({}, users), users);
        assert.deepEqual(mergeValues(defaults, {}), defaults);
      }),
    );
  });
});

describe("Istio's charts", () => {
  const from = (chartSource: string) => findCharts({ version: "1.31.1", chartSource });

  it("come from a repository by name and version", () => {
    assert.deepEqual(from("https://charts.example.com/istio").istiod, {
      chart: "istiod",
      version: "1.31.1",
      repositoryOpts: { repo: "https://charts.example.com/istio" },
    });
  });

  it("come from an OCI registry by address", () => {
    assert.deepEqual(from("oci://registry.example.com/charts").base, {
      chart: "oci://registry.example.com/charts/base",
      version: "1.31.1",
    });
  });
});

describe("Istio's releases", () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster.remove());

  const graphOf = async (stack: string, path: (string | number)[] = [], value?: unknown, answers?: Answers) => {
    const config = onCluster(stackConfig(stack), cluster);
    const changed = path.length > 0 ? withValue(config, path, value) : config;
    return new ResourceGraph(await record(asProgramSeesIt(changed), answers));
  };
  const release = (graph: ResourceGraph, name: string) => graph.get(name, ":Release").inputs;

  it("have fixed names, one version, and are waited for", async () => {
    const graph = await graphOf("local");
    const described = ["istio-base", "istio-istiod", "istio-gateway"].map((name) => {
      const { name: releaseName, namespace, chart, version, skipAwait, allowNullValues } = release(graph, name);
      return { releaseName, namespace, chart, version, skipAwait, allowNullValues };
    });
    const common = { namespace: "istio-system", version: "1.31.4", skipAwait: false, allowNullValues: true };
    assert.deepEqual(described, [
      { releaseName: "istio-base", chart: `${cluster.folder}/charts/base-1.31.4.tgz`, ...common },
      { releaseName: "istiod", chart: `${cluster.folder}/charts/istiod-1.31.4.tgz`, ...common },
      { releaseName: "istio-ingressgateway", chart: `${cluster.folder}/charts/gateway-1.31.4.tgz`, ...common },
    ]);
  });

  it("are of a revision where the config names one, and so are injection and the egress gateway", async () => {
    const revised = withValue(onCluster(stackConfig("local"), cluster), ["bookinfo-mesh:istio", "revision"], "blue");
    const config = withValue(revised, ["bookinfo-mesh:egress"], {
      via: "gateway",
      hosts: [{ host: "api.example.com", ports: [{ number: 443, protocol: "HTTPS" }] }],
    });
    const graph = new ResourceGraph(await record(asProgramSeesIt(config)));
    const revisions = ["istio-base", "istio-istiod", "istio-gateway", "egress-gateway"].map((name) => {
      const { name: releaseName, values } = release(graph, name) as { name: string; values: Record<string, unknown> };
      return [releaseName, values["revision"] ?? values["defaultRevision"]];
    });
    assert.deepEqual(revisions, [
      ["istio-base", "blue"],
      ["istiod-blue", "blue"],
      ["istio-ingressgateway", "blue"],
      ["istio-egressgateway", "blue"],
    ]);
    assert.deepEqual(graph.get("bookinfo-injection").inputs["metadata"], {
      name: "default",
      labels: { "istio.io/rev": "blue" },
    });
  });

  it("have sidecars answer DNS where the config says so", async () => {
    const graph = await graphOf("local", ["bookinfo-mesh:istio", "dnsCapture"], true);
    const { values } = release(graph, "istio-istiod") as { values: Record<string, unknown> };
    assert.deepEqual(values["meshConfig"], {
      defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true", ISTIO_META_DNS_AUTO_ALLOCATE: "true" } },
    });
  });

  it("have proxies log their requests where the config says so, and start no pod anew for it", async () => {
    const withLog = async (accessLog: object) => {
      const graph = await graphOf("local", ["bookinfo-mesh:istio", "accessLog"], accessLog);
      const { values } = release(graph, "istio-istiod") as { values: Record<string, unknown> };
      const { spec } = graph.get("bookinfo-reviews-v1").inputs as {
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      return { graph, meshConfig: values["meshConfig"] as Record<string, unknown> | undefined, pod: spec.template };
    };
    const off = await withLog({ enabled: false, sampling: 10 });
    assert.equal(off.meshConfig, undefined);
    const on = await withLog({ enabled: true });
    const { accessLogFile, accessLogEncoding, accessLogFormat } = on.meshConfig ?? {};
    assert.deepEqual({ accessLogFile, accessLogEncoding }, { accessLogFile: "/dev/stdout", accessLogEncoding: "JSON" });
    assert.equal((JSON.parse(String(accessLogFormat)) as Record<string, string>)["route_name"], "%ROUTE_NAME%");
    assert.deepEqual(on.pod.metadata.annotations, off.pod.metadata.annotations);
    for (const { graph } of [off, on]) assert.throws(() => graph.get("istio-access-log"));
    const sampled = await withLog({ enabled: true, sampling: 25 });
    assert.deepEqual(sampled.graph.get("istio-access-log").inputs["spec"], {
      accessLogging: [
        { providers: [{ name: "envoy" }], filter: { expression: 'request.headers["x-request-id"] < "4000"' } },
      ],
    });
  });

  it("have pods start anew, last of all, whenever those would get another sidecar", async () => {
    const noted = async (path: (string | number)[], value: unknown) => {
      const graph = await graphOf("local", path, value);
      graph.assertOrder("istio-istiod", "istio-gateway");
      graph.assertOrder("istio-gateway", "bookinfo-reviews-v1");
      const { spec } = graph.get("bookinfo-reviews-v1").inputs as {
        spec: { template: { metadata: { annotations: Record<string, string> } } };
      };
      const { values } = release(graph, "istio-gateway") as { values: { podAnnotations: object } };
      assert.deepEqual(values.podAnnotations, spec.template.metadata.annotations);
      return spec.template.metadata.annotations["bookinfo-mesh/sidecar"];
    };
    assert.equal(await noted(["bookinfo-mesh:istioVersion"], "1.30.4"), "1.30.4");
    assert.equal(await noted(["bookinfo-mesh:istio", "revision"], "blue"), `${DEFAULT_ISTIO_VERSION}, revision blue`);
    assert.match(
      (await noted(["bookinfo-mesh:istio", "dnsCapture"], true)) ?? "",
      /^\d+\.\d+\.\d+, DNS capture, settings [0-9a-f]{8}$/,
    );
  });

  it("open the gateway on the node port of the config, keeping what the stack sets beside it", async () => {
    const graph = await graphOf("sandbox", ["bookinfo-mesh:istio", "gateway", "nodePort"], 31234);
    const { values } = release(graph, "istio-gateway") as { values: Record<string, unknown> };
    assert.deepEqual(values["service"], {
      type: "NodePort",
      ports: [
        { name: "status-port", port: 15021, targetPort: 15021 },
        { name: "http2", port: 80, targetPort: 80, nodePort: 31234 },
        { name: "https", port: 443, targetPort: 443 },
      ],
    });
    assert.equal(values["imagePullPolicy"], "IfNotPresent");
  });

  it("put the gateway into a namespace of its own when the config names one", async () => {
    const graph = await graphOf("local", ["bookinfo-mesh:istio", "gateway", "namespace"], "ingress");
    assert.equal(release(graph, "istio-gateway")["namespace"], "ingress");
    assert.equal(release(graph, "istio-istiod")["namespace"], "istio-system");
    graph.assertOrder("istio-gateway-namespace", "istio-gateway");
    assert.deepEqual(graph.get("istio-gateway-namespace").inputs["metadata"], { name: "ingress" });
  });

  for (const [address, ingress] of [
    ["lb.example.com", { hostname: "lb.example.com", ip: "192.0.2.1" }],
    ["192.0.2.7", { ip: "192.0.2.7" }],
  ] as const) {
    it(`are reached at ${address} where the load balancer says so`, async () => {
      const config = withValue(
        onCluster(stackConfig("local"), cluster),
        ["bookinfo-mesh:istio", "gateway", "service"],
        "LoadBalancer",
      );
      const { outputs } = await record(asProgramSeesIt(config), {
        outputs: (type) =>
          type === "kubernetes:core/v1:Service" ? { status: { loadBalancer: { ingress: [ingress] } } } : {},
      });
      assert.equal(outputs["productpageUrl"], `http://${address}/productpage`);
    });
  }

  it("are reached at an address that a preview does not know, before there is a load balancer", async () => {
    const config = withValue(
      onCluster(stackConfig("local"), cluster),
      ["bookinfo-mesh:istio", "gateway", "service"],
      "LoadBalancer",
    );
    const { outputs } = await record(asProgramSeesIt(config), { preview: true });
    assert.equal(outputs["productpageUrl"], undefined);
  });

  it("go before they come again under another name, since node ports have room for one", async () => {
    const graph = await graphOf("local");
    assert.equal(graph.get("istio-gateway", ":Release").deleteBeforeReplace, true);
  });

  it("say what to do when the load balancer has no address", async () => {
    const gateway = ["bookinfo-mesh:istio", "gateway", "service"];
    await assert.rejects(graphOf("local", gateway, "LoadBalancer"), (error: Error) =>
      error.message.includes("The Service istio-system/istio-ingressgateway has no load balancer address."),
    );
  });
});
