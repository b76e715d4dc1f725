import assert from "node:assert/strict";
import { type Entry, SimulatedStack, type StateResource } from "./simulated-aws/stack";

/**
 * What pulumi-eks' component makes under this project's arguments, below one another, and what it asks AWS
 * (pulumi/pulumi-eks v4.3.0, nodejs/eks: cluster/cluster.ts createCore, servicerole.ts, addons/cni-addon.ts; the digits
 * are the first of the SHA-1 of the policy's ARN). It asks for the region only where it makes an OIDC provider.
 */
const CHILDREN = `
eks:index:Cluster cluster-eks
  aws:eks/addon:Addon cluster-eks-kube-proxy
  aws:eks/cluster:Cluster cluster-eks-eksCluster
  eks:index:ServiceRole cluster-eks-eksRole
    aws:iam/role:Role cluster-eks-eksRole-role
    aws:iam/rolePolicyAttachment:RolePolicyAttachment cluster-eks-eksRole-4b490823
  eks:index:VpcCniAddon cluster-eks-vpc-cni
    aws:eks/addon:Addon cluster-eks-vpc-cni
  pulumi:providers:kubernetes cluster-eks-eks-k8s`;

/** A resource and all below it, a line each, as deep as it is. */
function family(resource: StateResource, all: readonly StateResource[], indentation = "\n"): string {
  const children = all
    .filter(({ parent }) => parent === resource.urn)
    .map((one) => family(one, all, `${indentation}  `));
  return `${indentation}${resource.type} ${resource.urn.split("::").at(-1)}${children.sort().join("")}`;
}

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
    assert.deepEqual(stack.takeChanges(), []);
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

  it("has the children that pulumi-eks gives its component", async () => {
    const resources = await stack.resources();
    const cluster = resources.find(({ type }) => type === "eks:index:Cluster");
    assert.ok(cluster);
    assert.equal(family(cluster, resources), CHILDREN);
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
    assert.deepEqual(stack.takeChanges(), [
      { operation: "update", type: "kubernetes:networking.istio.io/v1:VirtualService", name: "reviews-routes" },
    ]);
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
