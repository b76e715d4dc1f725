import assert from "node:assert/strict";
import { parseEvent } from "../../commands/policy/engine-event";
import { keptResources } from "../../commands/policy/kept-resources";
import { TYPES } from "./simulated-aws/account";
import { type Entry, SimulatedStack, type StateResource } from "./simulated-aws/stack";

const NODE_GROUP = TYPES.nodeGroup;

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
    await stack.pulumi("config", "set", "aws:profile", "team");
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
      ["cluster-eks-pod-identity-agent"],
      ["cluster-nodes-group", ":NodeGroup"],
      ["cluster-coredns"],
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

  it("reaches its cluster as whom `aws:profile` says, and so does its user", async () => {
    const asTeam = /"--profile","team"/;
    assert.match(await stack.pulumi("stack", "output", "--show-secrets", "kubeconfig"), asTeam);
    const provider = (await stack.resources()).find(({ urn }) => urn.endsWith("::cluster-provider"));
    assert.match(String(provider?.inputs?.["kubeconfig"]), asTeam);
  });

  it("has nothing left to do then", async () => {
    assert.match(await stack.pulumi("preview", "--expect-no-changes"), /unchanged/);
  });

  it("changes the VirtualService alone when weights change", async () => {
    const weights = "bookinfo-mesh:traffic.reviews.rules[0].weights";
    await stack.pulumi("config", "set", "--path", `${weights}.v1`, "20");
    await stack.pulumi("config", "set", "--path", `${weights}.v3`, "50");
    // Whoever asks for the newest of an addon is told of another one from now on.
    stack.publishAddons();
    stack.takeJournal();
    await stack.pulumi("up", "--yes", "--skip-preview");
    assert.deepEqual(stack.takeChanges(), [
      { operation: "update", type: "kubernetes:networking.istio.io/v1:VirtualService", name: "reviews-routes" },
    ]);
  });

  it("has another node group for ARM types, with their image, which a review refuses unless it is allowed", async () => {
    await stack.pulumi("config", "rm", "--path", "bookinfo-mesh:cluster.nodes.instanceType");
    await stack.pulumi("config", "set", "--path", "bookinfo-mesh:cluster.nodes.instanceTypes[0]", "t4g.medium");
    const events = (await stack.pulumi("preview", "--json")).split("\n").flatMap((line) => parseEvent(line) ?? []);
    const { violations } = keptResources(events, { exceptions: [], today: "2026-11-26" });
    assert.deepEqual(
      violations.map(({ resource }) => resource),
      ["cluster-nodes-group"],
    );
    assert.match(violations[0]?.message ?? "", /would be replaced because of .*instanceTypes/);
    const group = events.find(({ resourcePreEvent }) => resourcePreEvent?.metadata.type === NODE_GROUP);
    assert.equal(group?.resourcePreEvent?.metadata.new?.inputs?.["amiType"], "AL2023_ARM_64_STANDARD");
    await stack.pulumi("config", "set", "--path", "bookinfo-mesh:cluster.nodes.instanceTypes[0]", "t3.medium");
  });

  it("is asked for no other zones, before anything is touched", async () => {
    stack.takeJournal();
    await stack.pulumi("config", "set", "--path", "bookinfo-mesh:cluster.zones", "3");
    await assert.rejects(stack.pulumi("up", "--yes", "--skip-preview"), /cluster\.zones/);
    assert.deepEqual(stack.takeChanges(), []);
    await stack.pulumi("config", "set", "--path", "bookinfo-mesh:cluster.zones", "2");
  });

  it("goes as far as AWS lets it while interfaces and a security group of AWS' own are left, and to the end then", async () => {
    stack.takeJournal();
    stack.leaveThingsBehind(true);
    await assert.rejects(stack.pulumi("destroy", "--yes", "--skip-preview"), /DependencyViolation: .*aws-K8S/);
    const left = stack.account.all().filter(({ type }) => type === TYPES.interface || type === TYPES.ownGroup);
    assert.deepEqual(
      left
        .map(({ name }) => name.split(" ")[0]?.replace(/-[0-9a-f]{17}$/, ""))
        .filter((name, index, all) => all.indexOf(name) === index)
        .sort(),
      ["aws-K8S", "eks-cluster-sg-istio-test-cluster", "k8s-elb-istio-gateway"].sort(),
    );
    for (const thing of left) stack.account.remove(thing);

    stack.leaveThingsBehind(false);
    await stack.pulumi("destroy", "--yes", "--skip-preview");
    const journal = stack.takeChanges();
    const gone = (name: string, type?: string) => at(journal, "delete", name, type);

    const nodes = gone("cluster-nodes-group", ":NodeGroup");
    for (const { name, type } of journal.filter((entry) => entry.type.startsWith("kubernetes:"))) {
      assert.ok(gone(name, type) < nodes, `${name} goes after the nodes`);
    }
    const outliveNodes = [
      "cluster-nodes-AmazonEKS_CNI_Policy",
      "cluster-network-private-nat",
      "cluster-eks-eksCluster",
      "cluster-eks-vpc-cni",
      "cluster-network-private-0",
    ];
    for (const name of outliveNodes) assert.ok(nodes < gone(name), `${name} goes before the nodes`);
    // What is no part of the network, such as the log group and roles, may go at any time after what needs it.
    const network = journal.filter(
      ({ name, type }) => name.startsWith("cluster-network") || type.startsWith("aws:ec2"),
    );
    assert.equal(network.at(-1)?.name, "cluster-network-vpc");
    assert.ok(gone("cluster-eks-eksCluster") < gone("cluster-logs"));
    assert.ok(gone("istio-gateway", ":Release") < gone("istio-istiod"));
    assert.ok(gone("istio-gateway", ":Release") < gone("cluster-load-balancers-release"));
    assert.deepEqual(stack.account.all(), [], "nothing is left, no log group either");
  });
});

describe("a stack where the first zone of the region has no EKS", () => {
  let stack: SimulatedStack;
  before(async () => {
    stack = await SimulatedStack.create({ SIMULATED_AWS_REGION: "us-east-1" });
    await stack.pulumi("config", "set", "aws:region", "us-east-1");
  });
  after(() => stack.remove());

  it("is in the others", async () => {
    const events = (await stack.pulumi("preview", "--json")).split("\n").flatMap((line) => parseEvent(line) ?? []);
    const zones = events
      .flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? [])
      .filter(({ type }) => type === TYPES.subnet)
      .map((step) => step.new?.inputs?.["availabilityZone"]);
    assert.deepEqual([...new Set(zones)].toSorted(), ["us-east-1b", "us-east-1c"]);
  });
});

describe("the stack prod, by the real engine against a simulated AWS", () => {
  let stack: SimulatedStack;
  before(async () => {
    stack = await SimulatedStack.create({}, "prod");
  });
  after(() => stack.remove());

  const OWN = {
    "cluster.access.clusterAdmin[0]": "arn:aws:iam::123456789012:role/platform",
    "cluster.endpoint.cidrs[0]": "203.0.113.0/24",
    "istio.gateway.hosts[0]": "books.example.com",
    "istio.gateway.tls.acmCertificateArn":
      "arn:aws:acm:ap-northeast-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  };

  it("is refused with the commands that set what its user alone knows, before AWS is asked for anything", async () => {
    const refusal: unknown = await stack.pulumi("preview").catch((error: unknown) => error);
    const told = refusal instanceof Error ? refusal.message : assert.fail("the preview went through");
    for (const key of [
      "cluster.access.clusterAdmin",
      "cluster.endpoint.cidrs",
      "istio.gateway.hosts",
      "istio.gateway.tls",
    ])
      assert.match(
        told,
        new RegExp(`to fix: {2}pulumi config set --path '?bookinfo-mesh:${key.replaceAll(".", "\\.")}`),
      );
    assert.deepEqual(stack.takeChanges(), []);
  });

  it("can be previewed once they are typed, and comes with what prod is for", async () => {
    for (const [key, value] of Object.entries(OWN))
      await stack.pulumi("config", "set", "--path", `bookinfo-mesh:${key}`, value);
    const preview = await stack.pulumi("preview");
    const made = [
      /aws:kms:Key\s/,
      /aws:eks:AccessEntry\s/,
      /aws:ec2:VpcEndpoint\s/,
      /aws:eks:PodIdentityAssociation\s/,
      /PodDisruptionBudget\s/,
      /VirtualService\s+reviews-routes\s+create/,
    ];
    for (const one of made) assert.match(preview, one);
    assert.deepEqual(stack.takeChanges(), []);
  });

  it("comes up, and is not destroyed by mistake", async () => {
    await stack.pulumi("up", "--yes", "--skip-preview");
    assert.match(await stack.pulumi("preview", "--expect-no-changes"), /unchanged/);
    stack.takeJournal();
    // Its preview is what refuses: without one Pulumi takes away all that is not protected before it comes to what is.
    const refusal: unknown = await stack.pulumi("destroy", "--yes").catch((error: unknown) => error);
    assert.match(refusal instanceof Error ? refusal.message : "it was destroyed", /protect/);
    assert.deepEqual(stack.takeChanges(), []);
  });
});
