import assert from "node:assert/strict";
import { ResourceGraph } from "../graph";
import { record, type Recording } from "../recorder";
import { asProgramSeesIt, stackConfig, withValue } from "../stack";
import { answers, KUBECONFIG } from "./eks-answers";

describe("the program on EKS", () => {
  let recording: Recording;
  let graph: ResourceGraph;

  before(async () => {
    recording = await record(asProgramSeesIt(stackConfig("dev")), answers);
    graph = new ResourceGraph(recording);
  });

  it("makes a network, a control plane and nodes, and from there on the same as anywhere", () => {
    const ours = recording.registrations.filter(({ type }) => /^(aws|eks|pulumi):/.test(type));
    assert.deepEqual(
      ours.map(({ type, name }) => `${type.replace(/^.*[:/]/, "")} ${name}`).sort(),
      [
        "Addon cluster-coredns",
        "Addon cluster-eks-pod-identity-agent",
        "Addon cluster-metrics-server",
        "Cluster cluster-eks",
        "Eip cluster-network-nat",
        "InternetGateway cluster-network-internet",
        "LaunchTemplate cluster-nodes-template",
        "LogGroup cluster-logs",
        "NatGateway cluster-network-nat",
        "NodeGroup cluster-nodes-group",
        "PodIdentityAssociation cluster-load-balancers-identity",
        "Role cluster-load-balancers-role",
        "Role cluster-nodes-role",
        "RolePolicy cluster-load-balancers-permissions",
        "RolePolicyAttachment cluster-nodes-AmazonEC2ContainerRegistryPullOnly",
        "RolePolicyAttachment cluster-nodes-AmazonEKSWorkerNodePolicy",
        "RolePolicyAttachment cluster-nodes-AmazonEKS_CNI_Policy",
        "Route cluster-network-private-nat",
        "Route cluster-network-public-internet",
        "RouteTable cluster-network-private",
        "RouteTable cluster-network-public",
        "RouteTableAssociation cluster-network-private-0",
        "RouteTableAssociation cluster-network-private-1",
        "RouteTableAssociation cluster-network-public-0",
        "RouteTableAssociation cluster-network-public-1",
        "Subnet cluster-network-private-0",
        "Subnet cluster-network-private-1",
        "Subnet cluster-network-public-0",
        "Subnet cluster-network-public-1",
        "Vpc cluster-network-vpc",
        "kubernetes cluster-provider",
      ].sort(),
    );
  });

  it("removes the load balancer before the nodes, the nodes before their rights and network", () => {
    const gateway = graph.get("istio-gateway");
    const nodes = graph.get("cluster-nodes-group");
    assert.ok(graph.follows(gateway, nodes));

    const outliveNodes = [
      graph.get("cluster-nodes-AmazonEKS_CNI_Policy"),
      graph.get("cluster-nodes-AmazonEKSWorkerNodePolicy"),
      graph.get("cluster-eks"),
      graph.get("cluster-network-private-nat"),
      graph.get("cluster-network-nat", ":NatGateway"),
      graph.get("cluster-network-internet"),
      graph.get("cluster-network-private-0", ":Subnet"),
      graph.get("cluster-network-private-1", ":RouteTableAssociation"),
    ];
    for (const other of outliveNodes) {
      assert.ok(graph.follows(nodes, other), `the nodes do not wait for ${other.name}`);
      assert.ok(graph.follows(gateway, other), `the gateway does not wait for ${other.name}`);
    }
  });

  it("removes everything in the cluster before the nodes that run its controllers", () => {
    const nodes = graph.get("cluster-nodes-group");
    const early = recording.registrations
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .filter((one) => !graph.follows(one, nodes));
    assert.deepEqual(early, []);
  });

  it("spreads subnets over zones, tagged for the load balancers that they are for", () => {
    const subnets = recording.registrations.filter(({ type }) => type === "aws:ec2/subnet:Subnet");
    const described = subnets.map(({ inputs }) => {
      const tags = inputs["tags"] as Record<string, string>;
      const role = Object.keys(tags).find((tag) => tag.startsWith("kubernetes.io/role/"));
      return [inputs["availabilityZone"], inputs["cidrBlock"], role, tags["kubernetes.io/cluster/istio-test-cluster"]];
    });
    assert.deepEqual(described.sort(), [
      ["ap-northeast-1a", "10.0.0.0/19", "kubernetes.io/role/internal-elb", "shared"],
      ["ap-northeast-1a", "10.0.224.0/24", "kubernetes.io/role/elb", "shared"],
      ["ap-northeast-1c", "10.0.225.0/24", "kubernetes.io/role/elb", "shared"],
      ["ap-northeast-1c", "10.0.32.0/19", "kubernetes.io/role/internal-elb", "shared"],
    ]);
  });

  it("never gives two subnets an address in common, for as many zones as the config takes", async () => {
    const config = withValue(stackConfig("dev"), ["bookinfo-mesh:cluster", "zones"], 6);
    const names = ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`);
    const { registrations } = await record(asProgramSeesIt(config), {
      ...answers,
      calls: {
        ...answers.calls,
        "aws:index/getAvailabilityZones:getAvailabilityZones": { names, region: "us-east-1" },
      },
    });
    const ranges = registrations
      .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
      .map(({ inputs }) => addresses(String(inputs["cidrBlock"])))
      .sort((a, b) => a.first - b.first);
    assert.equal(ranges.length, 12);
    for (const [index, range] of ranges.entries()) {
      assert.ok(range.first > (ranges[index - 1]?.last ?? -1), `${range.cidr} overlaps with the one before`);
      assert.ok(range.cidr.startsWith("10.0."), `${range.cidr} is outside the VPC`);
    }
  });

  it("asks EKS for the cluster that the config names", () => {
    const { inputs } = graph.get("cluster-eks");
    const { name, version, authenticationMode, endpointPrivateAccess, enabledClusterLogTypes } = inputs;
    assert.deepEqual(
      { name, version, authenticationMode, endpointPrivateAccess },
      { name: "istio-test-cluster", version: "1.36", authenticationMode: "API", endpointPrivateAccess: true },
    );
    assert.equal((enabledClusterLogTypes as string[]).length, 5);
    assert.deepEqual(inputs["privateSubnetIds"], ["cluster-network-private-0-id", "cluster-network-private-1-id"]);
  });

  it("runs nodes in private subnets, without the old metadata service", () => {
    const { inputs } = graph.get("cluster-nodes-group");
    assert.deepEqual(inputs["subnetIds"], ["cluster-network-private-0-id", "cluster-network-private-1-id"]);
    assert.deepEqual(inputs["scalingConfig"], { desiredSize: 2, minSize: 2, maxSize: 4 });
    assert.deepEqual(inputs["instanceTypes"], ["t3.medium"]);
    const { metadataOptions } = graph.get("cluster-nodes-template").inputs;
    assert.deepEqual(metadataOptions, { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 });
  });

  it("reads the load balancer's name once the gateway is there", () => {
    assert.equal(recording.outputs["productpageUrl"], "http://mesh-123.elb.ap-northeast-1.amazonaws.com/productpage");
    assert.equal(recording.outputs["kubeconfig"], KUBECONFIG);
    assert.deepEqual(recording.secretOutputs, ["kubeconfig"]);
  });

  it("says so when the region has too few zones", async () => {
    const config = withValue(stackConfig("dev"), ["bookinfo-mesh:cluster", "zones"], 4);
    await assert.rejects(record(asProgramSeesIt(config), answers), {
      message:
        "bookinfo-mesh:cluster.zones: ap-northeast-1 has 3 availability zones, not 4\n" +
        "  to fix:  pulumi config set --path bookinfo-mesh:cluster.zones 3",
    });
  });
});

function addresses(cidr: string): { cidr: string; first: number; last: number } {
  const [address = "", bits = ""] = cidr.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { cidr, first, last: first + 2 ** (32 - Number(bits)) - 1 };
}
