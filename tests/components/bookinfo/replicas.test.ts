import assert from "node:assert/strict";
import { type Recording, record } from "../recorder";
import { asProgramSeesIt, onCluster, stackConfig, startTestCluster, type TestCluster, withValue } from "../stack";

describe("several pods of everything that serves", () => {
  let cluster: TestCluster;
  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster.remove());

  const run = (bookinfo: number | undefined, gateway?: number) => {
    const more = withValue(onCluster(stackConfig("local"), cluster), ["bookinfo-mesh:bookinfo", "replicas"], bookinfo);
    return record(asProgramSeesIt(withValue(more, ["bookinfo-mesh:istio", "gateway", "replicas"], gateway)));
  };
  const of = ({ registrations }: Recording, kind: string) =>
    registrations.filter(({ type }) => type.endsWith(`:${kind}`));

  it("are kept while a node is drained: a budget for each version, and other nodes and zones", async () => {
    const recording = await run(3);
    const deployments = of(recording, "Deployment").map(({ inputs }) => inputs as unknown as Deployment);
    assert.ok(deployments.length > 0);
    for (const { metadata, spec } of deployments) {
      assert.equal(spec.replicas, 3, metadata.name);
      const keys = spec.template.spec.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey);
      assert.deepEqual(keys, ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
    }
    const budgets = of(recording, "PodDisruptionBudget").map(({ inputs }) => inputs as unknown as Budget);
    assert.deepEqual(
      budgets.map(({ spec }) => spec),
      deployments.map(({ spec }) => ({ maxUnavailable: 1, selector: spec.selector })),
    );
  });

  for (const replicas of [undefined, 1]) {
    it(`are one, which no budget keeps from leaving its node, where the config says ${replicas}`, async () => {
      const recording = await run(replicas, replicas);
      assert.deepEqual(of(recording, "PodDisruptionBudget"), []);
      for (const { inputs } of of(recording, "Deployment")) {
        const { spec } = inputs as unknown as Deployment;
        assert.equal(spec.replicas, 1);
        assert.equal(spec.template.spec.topologySpreadConstraints, undefined);
      }
      const values = gatewayValues(recording);
      assert.equal(values["podDisruptionBudget"], undefined);
    });
  }

  it("are had of the gateway, whether or not its autoscaler decides", async () => {
    const values = gatewayValues(await run(undefined, 2));
    assert.equal(values["replicaCount"], 2);
    assert.deepEqual(values["autoscaling"], { minReplicas: 2, maxReplicas: 5 });
    assert.deepEqual(values["podDisruptionBudget"], { maxUnavailable: 1 });
    assert.deepEqual(gatewayValues(await run(undefined, 7))["autoscaling"], { minReplicas: 7, maxReplicas: 7 });
  });
});

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas: number;
    readonly selector: object;
    readonly template: { readonly spec: { readonly topologySpreadConstraints?: { readonly topologyKey: string }[] } };
  };
}

interface Budget {
  readonly spec: object;
}

function gatewayValues({ registrations }: Recording): Record<string, unknown> {
  const gateway = registrations.find(({ name, type }) => name === "istio-gateway" && type.endsWith(":Release"));
  return gateway?.inputs["values"] as Record<string, unknown>;
}
