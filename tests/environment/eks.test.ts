import assert from "node:assert/strict";
import { type Entry, SimulatedStack } from "./simulated-aws/stack";

/** Where in the journal an operation on a resource stands. */
function at(journal: readonly Entry[], operation: string, name: string, type = ""): number {
  const place = journal.findIndex(
    (entry) => entry.operation === operation && entry.name === name && entry.type.includes(type),
  );
  assert.ok(place >= 0, `${operation} of ${name} is not in the journal`);
  return place;
}

describe("the stack dev, by the real engine against a simulated AWS", () => {
  let stack: SimulatedStack;
  before(async () => {
    stack = await SimulatedStack.create();
  });
  after(() => stack.remove());

  it("can be previewed before there is anything", async () => {
    const preview = await stack.pulumi("preview");
    assert.match(preview, /eks:index:Cluster\s+cluster-eks\s+create/);
    assert.match(preview, /VirtualService\s+reviews-routes\s+create/);
    assert.deepEqual(
      stack.takeJournal().filter(({ operation }) => operation !== "read"),
      [],
    );
  });

  it("comes up from the network to the routes", async () => {
    await stack.pulumi("up", "--yes", "--skip-preview");
    const journal = stack.takeJournal();
    const steps = [
      ["cluster-network-vpc"],
      ["cluster-eks-eksCluster"],
      ["cluster-nodes-group", ":NodeGroup"],
      ["istio-base"],
      ["istio-istiod"],
      ["bookinfo-reviews-v1", ":Deployment"],
      ["reviews-versions"],
      ["reviews-routes"],
    ] as const;
    const places = steps.map(([name, type]) => at(journal, "create", name, type));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.equal(
      (await stack.pulumi("stack", "output", "productpageUrl")).trim(),
      "http://mesh-123.elb.ap-northeast-1.amazonaws.com/productpage",
    );
  });

  it("has nothing left to do then", async () => {
    assert.match(await stack.pulumi("preview", "--expect-no-changes"), /unchanged/);
  });

  it("changes the VirtualService alone when weights change", async () => {
    const weights = "bookinfo-mesh:traffic.reviews.rules[0].weights";
    await stack.pulumi("config", "set", "--path", `${weights}.v1`, "20");
    await stack.pulumi("config", "set", "--path", `${weights}.v3`, "50");
    stack.takeJournal();
    await stack.pulumi("up", "--yes", "--skip-preview");
    assert.deepEqual(
      stack.takeJournal().filter(({ operation }) => operation !== "read"),
      [{ operation: "update", type: "kubernetes:networking.istio.io/v1:VirtualService", name: "reviews-routes" }],
    );
  });

  it("goes with the load balancer before the nodes, and the nodes before their rights and network", async () => {
    stack.takeJournal();
    await stack.pulumi("destroy", "--yes", "--skip-preview");
    const journal = stack.takeJournal();
    const gone = (name: string, type?: string) => at(journal, "delete", name, type);

    const nodes = gone("cluster-nodes-group", ":NodeGroup");
    for (const { name } of journal.filter(({ type }) => type.startsWith("kubernetes:"))) {
      assert.ok(gone(name) < nodes, `${name} goes after the nodes`);
    }
    const outliveNodes = [
      "cluster-nodes-AmazonEKS_CNI_Policy",
      "cluster-network-private-nat",
      "cluster-eks-eksCluster",
      "cluster-network-private-0",
    ];
    for (const name of outliveNodes) assert.ok(nodes < gone(name), `${name} goes before the nodes`);
    assert.equal(journal.at(-1)?.name, "cluster-network-vpc");
    assert.ok(gone("istio-gateway", ":Release") < gone("istio-istiod"));
  });
});
