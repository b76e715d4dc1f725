import assert from "node:assert/strict";
import { ResourceGraph } from "../graph";
import { record, type Recording, SECRET, SIGNATURE } from "../recorder";
import {
  asProgramSeesIt,
  onCluster,
  stackConfig,
  startTestCluster,
  type TestCluster,
  TOKEN,
  withValue,
} from "../stack";

const RULE_WEIGHTS = ["bookinfo-mesh:traffic", "reviews", "rules", 0, "weights"];

/** The stack `sandbox` with weights of the test's own: people move those of its file, as the README shows. */
const sandbox = () => withValue(stackConfig("sandbox"), RULE_WEIGHTS, { v1: 10, v2: 30, v3: 60 });

describe("the program on an existing cluster", () => {
  let cluster: TestCluster;
  let recording: Recording;
  let graph: ResourceGraph;

  before(async () => {
    cluster = await startTestCluster();
    recording = await record(asProgramSeesIt(onCluster(sandbox(), cluster)));
    graph = new ResourceGraph(recording);
  });
  after(() => cluster.remove());

  it("is made of these resources", () => {
    const typeAndName = recording.registrations.map(({ type, name }) => `${type} ${name}`).sort();
    assert.deepEqual(typeAndName, [
      "kubernetes:apps/v1:Deployment bookinfo-details-v1",
      "kubernetes:apps/v1:Deployment bookinfo-productpage-v1",
      "kubernetes:apps/v1:Deployment bookinfo-ratings-v1",
      "kubernetes:apps/v1:Deployment bookinfo-reviews-v1",
      "kubernetes:apps/v1:Deployment bookinfo-reviews-v2",
      "kubernetes:apps/v1:Deployment bookinfo-reviews-v3",
      "kubernetes:core/v1:Namespace istio-namespace",
      "kubernetes:core/v1:NamespacePatch bookinfo-injection",
      "kubernetes:core/v1:Service bookinfo-details",
      "kubernetes:core/v1:Service bookinfo-productpage",
      "kubernetes:core/v1:Service bookinfo-ratings",
      "kubernetes:core/v1:Service bookinfo-reviews",
      "kubernetes:core/v1:ServiceAccount bookinfo-details-account",
      "kubernetes:core/v1:ServiceAccount bookinfo-productpage-account",
      "kubernetes:core/v1:ServiceAccount bookinfo-ratings-account",
      "kubernetes:core/v1:ServiceAccount bookinfo-reviews-account",
      "kubernetes:helm.sh/v3:Release istio-base",
      "kubernetes:helm.sh/v3:Release istio-gateway",
      "kubernetes:helm.sh/v3:Release istio-istiod",
      "kubernetes:networking.istio.io/v1:DestinationRule reviews-versions",
      "kubernetes:networking.istio.io/v1:DestinationRule security-api-server",
      "kubernetes:networking.istio.io/v1:Gateway bookinfo-gateway",
      "kubernetes:networking.istio.io/v1:VirtualService bookinfo-routes",
      "kubernetes:networking.istio.io/v1:VirtualService reviews-routes",
      "kubernetes:security.istio.io/v1:PeerAuthentication security-mesh",
      "mesh:index:Bookinfo bookinfo",
      "mesh:index:ExistingCluster cluster",
      "mesh:index:Istio istio",
      "mesh:index:MeshSecurity security",
      "mesh:index:TrafficPolicy reviews",
      "pulumi:providers:kubernetes cluster-provider",
    ]);
  });

  it("names every child after its parent", () => {
    const children = recording.registrations.filter(({ parent }) => parent !== "");
    const components = recording.registrations.filter(({ type }) => type.startsWith("mesh:"));
    assert.equal(children.length, recording.registrations.length - components.length);
    for (const { name, parent } of children) {
      const component = components.find(({ urn }) => urn === parent);
      assert.ok(component && name.startsWith(`${component.name}-`), `${name} is a child of ${parent}`);
    }
  });

  it("puts everything into the cluster through its provider, and nothing through another", () => {
    const provider = graph.get("cluster-provider");
    const inKubernetes = recording.registrations.filter(({ type }) => type.startsWith("kubernetes:"));
    assert.deepEqual([...new Set(inKubernetes.map((one) => one.provider))], [provider.urn]);
  });

  it("makes and removes in the order that Istio needs", () => {
    graph.assertOrder("cluster-provider", "istio-namespace", "istio-base", "istio-istiod", "istio-gateway");
    graph.assertOrder("istio-istiod", "security-mesh", "bookinfo-reviews-v1");
    graph.assertOrder(
      "istio-istiod",
      "bookinfo-injection",
      "bookinfo-reviews-v3",
      "reviews-versions",
      "reviews-routes",
    );
    graph.assertOrder("bookinfo-reviews-account", "bookinfo-reviews-v2", "bookinfo-reviews");
    graph.assertOrder("bookinfo-productpage", "bookinfo-routes");
    graph.assertOrder("bookinfo-gateway", "bookinfo-routes");
  });

  it("has the application start after the gateway, so that its sidecars are never newer than what sends to them", () => {
    graph.assertOrder("istio-istiod", "istio-gateway", "bookinfo-reviews-v1");
  });

  it("gives every object that is referred to a name that stays", () => {
    const unnamed = recording.registrations
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .filter(({ inputs }) => {
        const { name, metadata } = inputs as { name?: string; metadata?: { name?: string } };
        return (metadata?.name ?? name) === undefined;
      });
    assert.deepEqual(unnamed, []);
  });

  it("shows a weight change as one change, of the VirtualService", async () => {
    const changed = withValue(onCluster(sandbox(), cluster), RULE_WEIGHTS, { v1: 30, v2: 30, v3: 40 });
    const again = await record(asProgramSeesIt(changed));

    const differing = again.registrations.filter(({ urn, raw }) => {
      const before = recording.registrations.find((one) => one.urn === urn);
      return JSON.stringify(before?.raw) !== JSON.stringify(raw);
    });
    assert.deepEqual(
      differing.map(({ name }) => name),
      ["reviews-routes"],
    );
    assert.equal(again.registrations.length, recording.registrations.length);
  });

  it("leaves the DestinationRule and the subsets alone when a version's weight goes to nothing", async () => {
    const changed = withValue(onCluster(sandbox(), cluster), RULE_WEIGHTS, { v1: 100 });
    const { spec } = new ResourceGraph(await record(asProgramSeesIt(changed))).get("reviews-versions").inputs;
    assert.deepEqual(spec, graph.get("reviews-versions").inputs["spec"]);
  });

  it("hands the cluster's credential to the engine as a secret only", () => {
    const inTheClear = recording.registrations.filter(({ raw }) => JSON.stringify(withoutSecrets(raw)).includes(TOKEN));
    assert.deepEqual(inTheClear, []);
    const withCredential = recording.registrations.filter(({ inputs }) => JSON.stringify(inputs).includes(TOKEN));
    assert.deepEqual(
      withCredential.map(({ name }) => name),
      ["cluster-provider"],
    );
    assert.deepEqual(recording.secretOutputs, ["kubeconfig"]);
  });

  it("tells other stacks what its mesh guarantees", () => {
    assert.deepEqual(recording.outputs["platform"], {
      mtls: "STRICT",
      denyByDefault: false,
      revisions: ["default"],
      gateways: ["istio-system/istio=ingressgateway"],
    });
  });

  it("tells where the page is, and what the traffic is", () => {
    const { productpageUrl, kubeconfigCommand, traffic } = recording.outputs;
    assert.equal(productpageUrl, "http://127.0.0.1:30080/productpage");
    assert.match(String(kubeconfigCommand), /pulumi stack output --show-secrets kubeconfig > \S+/);
    assert.deepEqual(traffic, [
      {
        service: "reviews",
        versions: ["v1", "v2", "v3"],
        rules: [
          {
            name: "roundrobin-user",
            match: { headers: { "end-user": { exact: "roundrobin" } } },
            weights: { v1: 10, v2: 30, v3: 60 },
          },
        ],
        default: { weights: { v2: 100 } },
      },
    ]);
  });

  it("holds the kubeconfig's one context, and keeps its identity when a token is renewed", () => {
    const { clusterIdentifier, enableServerSideApply, enablePatchForce } = graph.get("cluster-provider").inputs;
    assert.equal(clusterIdentifier, cluster.context);
    assert.equal(String(enableServerSideApply), "true");
    assert.equal(String(enablePatchForce), "true");
    const kubeconfig = String(recording.outputs["kubeconfig"]);
    assert.match(kubeconfig, /current-context: test\n/);
    assert.doesNotMatch(kubeconfig, /another/);
  });
});

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE] === SECRET) return "a secret";
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutSecrets(part)]));
}
