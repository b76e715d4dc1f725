import assert from "node:assert/strict";
import { part, parts, text, TYPES } from "./simulated-aws/account";
import { type Entry, SimulatedStack } from "./simulated-aws/stack";

describe("the stack dev with EKS Auto Mode, by the real engine against a simulated AWS", () => {
  let stack: SimulatedStack;
  let up: readonly Entry[];
  before(async () => {
    stack = await SimulatedStack.create();
    const set = (key: string, value: string) => stack.pulumi("config", "set", "--path", `bookinfo-mesh:${key}`, value);
    await set("cluster.autoMode", "true");
    await stack.pulumi("config", "rm", "--path", "bookinfo-mesh:cluster.nodes");
    await set("istio.gateway.loadBalancer.controller", "auto-mode");
    await set("tags.owner", "platform");
    await stack.pulumi("up", "--yes", "--skip-preview");
    up = stack.takeChanges();
  });
  after(() => stack.remove());

  /** Asserts that what is named was made, or went, in this order. */
  function assertOrder(journal: readonly Entry[], ...names: string[]): void {
    const places = names.map((name) => journal.findIndex((entry) => entry.name === name));
    assert.ok(!places.includes(-1), `${names[places.indexOf(-1)]} is not in the journal`);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      names.join(", "),
    );
  }

  const NODES = "cluster-auto-nodes";

  it("comes up with nodes before all that needs one", async () => {
    assertOrder(up, "cluster-eks-eksCluster", `${NODES}-tags`, `${NODES}-class`, `${NODES}-pool`);
    assertOrder(up, `${NODES}-entry`, `${NODES}-entry-policy`, `${NODES}-class`);
    assertOrder(up, "cluster-network-private-nat", `${NODES}-pool`);
    assertOrder(up, `${NODES}-pool`, "cluster-metrics-server", "cluster-storage", "istio-istiod", "reviews-routes");
    assert.match(await stack.pulumi("preview", "--expect-no-changes"), /unchanged/);
  });

  it("has tags on all that EKS makes by itself, in the cluster's subnets and its security group", () => {
    const [nodeClass] = stack.account.all(TYPES.nodeClass);
    const [cluster] = stack.account.all(TYPES.cluster);
    assert.ok(nodeClass && cluster);
    const spec = part(nodeClass, "spec");
    assert.deepEqual(part(spec, "tags").inputs, { project: "bookinfo-mesh", stack: "dev", owner: "platform" });
    const subnets = parts(spec, "subnetSelectorTerms").map((term) => text(term, "id"));
    const own = stack.account.all(TYPES.subnet).filter(({ name }) => name.startsWith("cluster-network-private"));
    assert.deepEqual(subnets.toSorted(), own.map(({ id }) => id).toSorted());

    const [storage] = stack.account.all("kubernetes:storage.k8s.io/v1:StorageClass");
    assert.equal(storage && text(part(storage, "parameters"), "tagSpecification_3"), "owner=platform");
    const gateway = stack.account.all(TYPES.release).find(({ name }) => name === "istio-gateway");
    const annotations = gateway && part(part(part(gateway, "values"), "service"), "annotations");
    assert.match(JSON.stringify(annotations), /additional-resource-tags":"[^"]*owner=platform/);
  });

  it("puts other tags on nodes and volumes to come, and replaces no node group, cluster or network", async () => {
    await stack.pulumi("config", "set", "--path", "bookinfo-mesh:tags.owner", "books");
    await stack.pulumi("up", "--yes", "--skip-preview");
    const changes = stack.takeChanges();
    assert.deepEqual(
      changes.filter(({ name }) => name.startsWith(NODES) && !name.includes("-role") && !name.includes("-entry")),
      [{ operation: "update", type: TYPES.nodeClass, name: `${NODES}-class` }],
    );
    assert.deepEqual(
      changes.filter(({ operation }) => operation === "delete"),
      [],
    );
  });

  it("is destroyed from what runs to the nodes, and from the nodes to the network", async () => {
    await stack.pulumi("destroy", "--yes", "--skip-preview");
    const down = stack.takeChanges();
    assertOrder(down, "istio-gateway", "istio-istiod", `${NODES}-pool`, `${NODES}-class`, `${NODES}-entry-policy`);
    assertOrder(down, "cluster-metrics-server", `${NODES}-pool`, `${NODES}-class`, `${NODES}-tags`);
    assertOrder(down, `${NODES}-class`, "cluster-eks-eksCluster", "cluster-network-private-0", "cluster-network-vpc");
    assertOrder(down, `${NODES}-pool`, "cluster-network-private-nat");
    assert.deepEqual(stack.account.all(), []);
  });
});
