import assert from "node:assert/strict";
import { mock } from "node:test";
import { type Answers, record, type Recording } from "./recorder";
import { asProgramSeesIt, startTestCluster, type TestCluster } from "./stack";

const HOST = "catalog.shop.svc.cluster.local";
const ISTIO = "/apis/networking.istio.io/v1";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/istio-system/deployments";
const PODS = "/api/v1/namespaces/shop/pods";
const SERVICE = "/api/v1/namespaces/shop/services/catalog";

const catalog = { namespace: "shop", port: 8080, versions: { v1: { version: "v1" }, v2: { version: "v2" } } };
const traffic = { catalog: { default: { v1: 90, v2: 10 } } };
const stack = {
  istio: { enabled: false },
  bookinfo: { enabled: false },
  services: { catalog },
  traffic,
};

const list = (...items: object[]) => ({ items });
const pod = (...containers: string[]) => ({
  metadata: { name: "catalog-v1-0" },
  spec: { containers: containers.map((name) => ({ name })) },
});
const istiod = (image: string, labels: object = {}) => ({
  metadata: { name: "istiod", labels },
  spec: { template: { spec: { containers: [{ name: "discovery", image }] } } },
});
const edge = { namespace: "edge", selector: { istio: "edge" }, hosts: ["shop.example.com"] };
const behindEdge = {
  istio: { enabled: false, gateway: edge },
  bookinfo: { namespace: "shop" },
  services: {},
  traffic: {},
};
const service = (ports: object[], selector: object = { app: "catalog" }) => ({
  metadata: { name: "catalog", namespace: "shop" },
  spec: { selector, ports },
});
const object = (name: string, namespace: string, spec: object) => ({ metadata: { name, namespace }, spec });
const route = (host: string) => ({ route: [{ destination: { host } }] });

/** All that the stack expects of a cluster. */
const FIT: Readonly<Record<string, unknown>> = {
  [ISTIO]: { resources: ["VirtualService", "DestinationRule", "Gateway"].map((kind) => ({ kind })) },
  [DEPLOYMENTS]: list(istiod("docker.io/istio/pilot:1.31.1-distroless", { "istio.io/rev": "default" })),
  [SERVICE]: service([{ name: "http", port: 8080 }]),
  [PODS]: list(pod("catalog", "istio-proxy")),
  "/api/v1/pods?labelSelector=istio%3Dedge": list(pod("istio-proxy")),
};

/** State in which the stack has made an object. */
const made = (kind: string, name: string, namespace: string): Answers => ({
  calls: {
    "pulumi:pulumi:readStackResourceOutputs": {
      outputs: { urn: { type: `kubernetes:networking.istio.io/v1:${kind}`, outputs: object(name, namespace, {}) } },
    },
  },
});
const nothingMade: Answers = { calls: { "pulumi:pulumi:readStackResourceOutputs": { outputs: {} } } };

describe("what a stack expects in a cluster that is there", () => {
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster.remove());

  async function up(objects: object = {}, sections: object = {}, answers = nothingMade): Promise<Recording> {
    for (const path of Object.keys(cluster.objects)) delete cluster.objects[path];
    Object.assign(cluster.objects, FIT, objects);
    const { kubeconfig, context } = cluster;
    const config = { cluster: { kind: "existing", kubeconfig, context }, ...stack, ...sections };
    const own = Object.entries(config).map(([name, value]) => [`bookinfo-mesh:${name}`, value] as const);
    return record(asProgramSeesIt(Object.fromEntries(own)), answers);
  }

  it("is enough for a stack that makes nothing but the rules of the service's traffic", async () => {
    const { registrations, outputs } = await up();
    assert.deepEqual(
      registrations.filter(({ type }) => type.startsWith("kubernetes:")).map(({ name }) => name),
      ["catalog-versions", "catalog-routes"],
    );
    assert.deepEqual(Object.keys(outputs).sort(), ["kubeconfig", "kubeconfigCommand", "services", "traffic"]);
  });

  const refused: readonly [what: string, objects: object, says: RegExp, sections?: object][] = [
    [
      "no Istio at all",
      { [ISTIO]: undefined },
      /the cluster has no VirtualService, DestinationRule[^]*istio\.enabled true/,
    ],
    [
      "an Istio whose objects are of an older version",
      { [ISTIO]: undefined, "/apis/networking.istio.io": { versions: [{ version: "v1beta1" }] } },
      /has that group in v1beta1/,
    ],
    ["no control plane", { [DEPLOYMENTS]: list() }, /no Deployment with the label app=istiod/],
    [
      "another revision",
      {},
      /no istiod of the revision canary: expected one of default/,
      { istio: { enabled: false, revision: "canary" } },
    ],
    [
      "a revision alone",
      { [DEPLOYMENTS]: list(istiod("pilot:1.31.1", { "istio.io/rev": "blue" })) },
      /revision default: expected one of blue[^]*istio\.revision blue/,
    ],
    ["an Istio that is too old", { [DEPLOYMENTS]: list(istiod("pilot:1.19.0")) }, /1\.19\.0 is no longer supported/],
    [
      "an Istio that does not fit the cluster",
      { [DEPLOYMENTS]: list(istiod("pilot:1.28.2")) },
      /1\.28\.2 supports Kubernetes/,
    ],
    [
      "an Istio of an unknown version",
      { [DEPLOYMENTS]: list(istiod("pilot@sha256:0123")) },
      /version of istiod can't be told/,
    ],
    [
      "no pod of the gateway that is named",
      { "/api/v1/pods?labelSelector=istio%3Dedge": list() },
      /istio\.gateway\.selector: no pod of the cluster has the labels istio=edge[^]*--show-labels/,
      behindEdge,
    ],
    ["no Service", { [SERVICE]: undefined }, /has no Service catalog in the namespace shop/],
    [
      "another port",
      { [SERVICE]: service([{ port: 9090 }]) },
      /no port 8080: expected one of 9090[^]*catalog\.port 9090/,
    ],
    ["a port for something else", { [SERVICE]: service([{ name: "tcp-x", port: 8080 }]) }, /is not HTTP to Istio/],
    [
      "a port that its appProtocol takes for something else",
      { [SERVICE]: service([{ name: "http", appProtocol: "redis", port: 8080 }]) },
      /is not HTTP to Istio/,
    ],
    ["no pods of a version", { [PODS]: list() }, /no pod of catalog\S* has the labels version=v1/],
    [
      "a Service that leaves a version's pods out",
      { [SERVICE]: service([{ port: 8080 }], { version: "v1" }) },
      /selects version: v1, so that no pod behind it has version: v2/,
    ],
    [
      "pods without a sidecar in a namespace without the label",
      { [PODS]: list(pod("catalog")), "/api/v1/namespaces/shop": { metadata: {} } },
      /pod shop\/catalog-v1-0 has no sidecar, and its namespace is not labelled[^]*label namespace shop/,
    ],
    [
      "pods that are older than the label of their namespace",
      {
        [PODS]: list(pod("catalog")),
        "/api/v1/namespaces/shop": { metadata: { labels: { "istio-injection": "enabled" } } },
      },
      /expected one, which it gets as it starts anew[^]*rollout restart deployment/,
    ],
    [
      "a VirtualService of others for the same host",
      { [`${ISTIO}/virtualservices`]: list(object("theirs", "shop", { hosts: ["catalog"], http: [] })) },
      /VirtualService shop\/theirs is there already, and not of this stack[^]*traffic -- adopt catalog\.shop/,
    ],
    [
      "an object of others with the same name",
      { [`${ISTIO}/destinationrules`]: list(object("catalog", "shop", { host: "x.shop.svc.cluster.local" })) },
      /DestinationRule shop\/catalog is there already/,
    ],
    [
      "a DestinationRule of others for the same host, wherever it is",
      { [`${ISTIO}/destinationrules`]: list(object("theirs", "front", { host: HOST })) },
      /DestinationRule front\/theirs is there already/,
    ],
    [
      "a gateway that leads around its rules",
      {
        [`${ISTIO}/virtualservices`]: list(
          object("front", "shop", { hosts: ["a.test"], gateways: ["gw"], http: [route("catalog")] }),
        ),
      },
      /VirtualService shop\/front leads requests from a gateway[^]*services\.catalog\.gateway/,
    ],
    [
      "a gateway that does so by a delegate",
      {
        [`${ISTIO}/virtualservices`]: list(
          object("front", "edge", {
            hosts: ["a.test"],
            gateways: ["gw"],
            http: [{ delegate: { name: "part", namespace: "shop" } }],
          }),
          object("part", "shop", { http: [route(HOST)] }),
        ),
      },
      /VirtualService edge\/front leads requests from a gateway/,
    ],
    [
      "an HTTPRoute that does so",
      {
        "/apis/gateway.networking.k8s.io/v1/httproutes": list(
          object("front", "shop", { rules: [{ backendRefs: [{ name: "catalog" }] }] }),
        ),
      },
      /HTTPRoute shop\/front leads requests/,
    ],
  ];
  for (const [what, objects, says, sections] of refused) {
    it(`is not ${what}: nothing is registered`, async () => {
      await assert.rejects(up(objects, sections), (error: Error) => {
        assert.match(error.message, says);
        assert.match(error.message, /to fix/);
        return true;
      });
    });
  }

  it("is nothing that the stack itself has made", async () => {
    const own = { [`${ISTIO}/virtualservices`]: list(object("catalog", "shop", { hosts: [HOST], http: [] })) };
    await assert.rejects(up(own), /is there already/);
    await up(own, {}, made("VirtualService", "catalog", "shop"));
    // Without its state nobody can tell whose they are.
    await up(own, {}, { calls: { "pulumi:pulumi:readStackResourceOutputs": new Error("no state") } });
  });

  const split = (v1: number, v2: number) => ({
    hosts: ["catalog"],
    http: [
      {
        route: [
          { destination: { host: "catalog", subset: "v1" }, weight: v1 },
          { destination: { host: "catalog", subset: "v2" }, weight: v2 },
        ],
      },
    ],
  });
  const subsets = ["v1", "v2"].map((name) => ({ name, labels: { version: name } }));
  const adopted = (name: string, virtualService: object) => ({
    [`${ISTIO}/virtualservices`]: list(object(name, "shop", virtualService)),
    [`${ISTIO}/destinationrules`]: list(object(name, "shop", { host: "catalog", subsets })),
  });

  it("may be objects that say the same: the stack's own are made in their place, or beside them with a word on what to delete", async () => {
    const names = ({ registrations }: Recording) =>
      registrations.map(({ name }) => name).filter((name) => /^catalog/.test(name));
    const told = (["info", "warn"] as const).map((level) =>
      mock.method(console, level === "info" ? "log" : level, () => {}),
    );
    try {
      const made = ["catalog", "catalog-versions", "catalog-routes"];
      assert.deepEqual(names(await up(adopted("catalog", split(9, 1)))), made);
      assert.deepEqual(names(await up(adopted("theirs", split(9, 1)))), made);
    } finally {
      for (const { mock: one } of told) one.restore();
    }
    const [infos, warnings] = told.map(({ mock: one }) =>
      one.calls.map(({ arguments: [text] }) => String(text)).join("\n"),
    );
    assert.match(
      infos ?? "",
      /VirtualService shop\/catalog says the same[^]*DestinationRule shop\/catalog says the same/,
    );
    assert.match(
      warnings ?? "",
      /--namespace shop delete virtualservice theirs\n[^]*--namespace shop delete destinationrule theirs$/,
    );
  });

  it("is no object that says something else, whose difference is named", async () => {
    await assert.rejects(
      up(adopted("catalog", split(1, 9))),
      /VirtualService shop\/catalog is there already[^]*default: weights v1 10, v2 90 and not v1 90, v2 10[^]*adopt catalog\.shop/,
    );
  });

  it("is no rival where gateways and other hosts alone are meant", async () => {
    const others = [
      object("wide", "shop", { hosts: ["*.shop.svc.cluster.local"], http: [route("x")] }),
      object("other", "front", { hosts: ["catalog"], http: [route("catalog")] }),
      object("edge", "shop", { hosts: ["a.test"], gateways: ["gw"], http: [route("storefront")] }),
    ];
    await up({ [`${ISTIO}/virtualservices`]: list(...others) });
  });

  it("is no Istio of the stack's own, which the update would take away", async () => {
    const calls = {
      "pulumi:pulumi:readStackResourceOutputs": {
        outputs: { urn: { type: "kubernetes:helm.sh/v3:Release", outputs: { name: "istiod" } } },
      },
    };
    await assert.rejects(up({}, {}, { calls }), /this stack's own, which the update would delete/);
  });

  it("may have pods without weight, and without sidecars where the stack installs Istio", async () => {
    const onlyFirst = { catalog: { default: { v1: 100 } } };
    await up({ [SERVICE]: service([{ port: 8080 }], { version: "v1" }) }, { traffic: onlyFirst });
    const { registrations } = await up(
      { [PODS]: list(pod("catalog")) },
      { istio: { gateway: { service: "NodePort" } }, bookinfo: {} },
    );
    assert.ok(registrations.some(({ name }) => name === "istio-istiod"));
  });

  it("may be a gateway, behind which Bookinfo is then, without a release of one", async () => {
    const { registrations, outputs } = await up({}, behindEdge);
    assert.ok(!registrations.some(({ type }) => type.endsWith(":Release")));
    const { inputs } = registrations.find(({ name }) => name === "bookinfo-gateway") ?? {};
    const { annotations } = inputs?.["metadata"] as { annotations: object };
    assert.deepEqual(annotations, { "bookinfo-mesh/gateway": "of-others" });
    assert.deepEqual((inputs?.["spec"] as { selector: object }).selector, { istio: "edge" });
    assert.equal(outputs["productpageUrl"], "http://shop.example.com/productpage");
    assert.deepEqual(outputs["bookinfo"], { namespace: "shop" });
    assert.equal(outputs["security"], undefined);
  });

  it("may be a gateway before an Istio that the stack installs, whose address nobody tells", async () => {
    const gateway = { namespace: "edge", selector: { istio: "edge" } };
    const { registrations, outputs } = await up({}, { istio: { gateway }, bookinfo: {}, services: {}, traffic: {} });
    const releases = registrations.filter(({ type }) => type.endsWith(":Release")).map(({ name }) => name);
    assert.deepEqual(releases, ["istio-base", "istio-istiod"]);
    assert.ok(!("productpageUrl" in outputs));
  });
});
