import assert from "node:assert/strict";
import { parseConfig, type Surroundings } from "../../../config/parse-config";
import { formatProblems } from "../../../config/problem/problem";

const surroundings: Surroundings = {
  regions: () => ["ap-northeast-1", "cn-north-1"],
  absolutePath: (path) => path,
  kubeconfigProblems: () => [],
  chartFolderProblems: () => [],
};

function parse(values: Record<string, unknown>, region = "ap-northeast-1") {
  const texts = Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]);
  return parseConfig({ region, values: Object.fromEntries(texts) as Record<string, string> }, surroundings);
}

const refusal = (values: Record<string, unknown>, region?: string) =>
  formatProblems(parse(values, region).problems ?? [], "pulumi");

function accepted(values: Record<string, unknown>) {
  const { config } = parse(values);
  assert.ok(config, refusal(values));
  return config;
}

const inNetwork = (network: object, more: object = {}) => ({ cluster: { kind: "eks", network, ...more } });
const atGateway = (gateway: object, cluster: object = { kind: "eks" }) => ({ cluster, istio: { gateway } });

const vpcId = "vpc-0123456789abcdef0";
const subnetIds = ["subnet-0123456789abcdef0", "subnet-01234567"];

describe("the network of a cluster, accepted", () => {
  for (const [what, network, more, zones] of [
    ["nothing said", {}, {}, 2],
    ["a number of zones", {}, { zones: 3 }, 3],
    ["zones by their IDs", { zoneIds: ["apne1-az4", "apne1-az1", "apne1-az2"] }, {}, 3],
    ["as many zones as IDs", { zoneIds: ["usw2-az1", "usw2-az2"] }, { zones: 2 }, 2],
    ["zones of every partition", { zoneIds: ["usgw1-az1", "cnn1-az4", "euc1-az1", "mxc1-az2"] }, {}, 4],
    ["everything that costs", { natPerZone: true, endpoints: true, cidr: "172.20.0.0/20" }, {}, 2],
    ["a VPC that exists", { vpcId, subnetIds }, {}, 2],
    ["a VPC that exists, and nothing of one that is made", { vpcId, subnetIds, natPerZone: false }, {}, 2],
  ] as const) {
    it(what, () => {
      const { cluster } = accepted(inNetwork(network, more));
      assert.ok(cluster.kind === "eks" && cluster.zones === zones);
    });
  }
});

describe("the network of a cluster, refused", () => {
  for (const [what, network, more, told] of [
    ["subnets without a VPC", { subnetIds }, {}, /network\.subnetIds: are subnets without a VPC: expected .*vpcId/],
    ["a VPC without subnets", { vpcId }, {}, /network\.vpcId: is a VPC without subnets[^]*subnetIds\[1\]/],
    ["an invalid VPC", { vpcId: "vpc-1", subnetIds }, {}, /vpcId: "vpc-1" is not the ID of a VPC/],
    [
      "one subnet",
      { vpcId, subnetIds: ["subnet-01234567"] },
      {},
      /subnetIds: .* is not a list of at least 2 subnet IDs/,
    ],
    [
      "a subnet twice",
      { vpcId, subnetIds: [...subnetIds, subnetIds[0]] },
      {},
      /subnetIds\[2\]: .* is in the list already/,
    ],
    [
      "addresses for a VPC that exists",
      { vpcId, subnetIds, cidr: "10.0.0.0/16" },
      {},
      /network\.cidr: is for a network that the/,
    ],
    [
      "NAT for a VPC that exists",
      { vpcId, subnetIds, natPerZone: true },
      {},
      /natPerZone: is for a network that the stack makes/,
    ],
    [
      "endpoints for a VPC that exists",
      { vpcId, subnetIds, endpoints: true },
      {},
      /endpoints: is for a network that the/,
    ],
    [
      "zones for a VPC that exists",
      { vpcId, subnetIds },
      { zones: 2 },
      /cluster\.zones: is for a network that the stack/,
    ],
    [
      "a zone by its name",
      { zoneIds: ["ap-northeast-1a", "apne1-az1"] },
      {},
      /a name means another zone in each account/,
    ],
    ["a local zone", { zoneIds: ["usw2-lax1-az1", "usw2-az1"] }, {}, /zoneIds\[0\]: "usw2-lax1-az1" is not the ID/],
    [
      "a zone without EKS",
      { zoneIds: ["use1-az3", "use1-az1", "use1-az2"] },
      {},
      /use1-az3 is a zone that EKS does not run in/,
    ],
    ["another one", { zoneIds: ["cac1-az1", "cac1-az3"] }, {}, /cac1-az3 is a zone that EKS does not run in/],
    [
      "a zone twice",
      { zoneIds: ["use1-az1", "use1-az2", "use1-az1"] },
      {},
      /zoneIds\[2\]: use1-az1 is in the list already/,
    ],
    ["one zone", { zoneIds: ["use1-az1"] }, {}, /is not a list of 2 to 6 zone IDs/],
    ["other zones than there are IDs", { zoneIds: ["use1-az1", "use1-az2"] }, { zones: 3 }, /zones: 3 does not fit/],
    [
      "addresses that do not hold the subnets",
      { cidr: "10.0.0.0/24" },
      {},
      /"10\.0\.0\.0\/24" does not hold the subnets of 2/,
    ],
    ["addresses for fewer zones", { cidr: "10.0.0.0/23" }, { zones: 6 }, /does not hold the subnets of 6 zones/],
    ["addresses that are none", { cidr: "10.0.0.0" }, {}, /"10\.0\.0\.0" is not a network: expected ADDRESS\/LENGTH/],
    ["other people's addresses", { cidr: "8.8.0.0/16" }, {}, /not of the addresses for private networks/],
    ["more addresses than a VPC has", { cidr: "10.0.0.0/8" }, {}, /is larger than a VPC may be/],
  ] as const) {
    it(what, () => assert.match(refusal(inNetwork(network, more)), told));
  }

  it("endpoints whose names are not known", () => {
    assert.match(
      refusal(inNetwork({ endpoints: true }), "cn-north-1"),
      /network\.endpoints: true does not work in cn-north-1/,
    );
    assert.equal(refusal(inNetwork({ endpoints: false }), "cn-north-1"), "");
  });
});

describe("the load balancer and the hosts of the gateway, accepted", () => {
  it("are those of AWS' controller and any, on EKS", () => {
    const { gateway } = accepted(atGateway({})).istio;
    const usual = { controller: "aws-load-balancer-controller", scheme: "internet-facing", proxyProtocol: false };
    assert.deepEqual(gateway.loadBalancer, usual);
    assert.equal(gateway.hosts, undefined);
  });

  it("are what the config says", () => {
    const loadBalancer = { controller: "in-tree", scheme: "internal", proxyProtocol: false };
    assert.deepEqual(accepted(atGateway({ loadBalancer })).istio.gateway.loadBalancer, loadBalancer);
    const { hosts, dnsZone } = accepted(atGateway({ hosts: ["a.test", "*.b.test"], dnsZone: "Z0123" })).istio.gateway;
    assert.deepEqual([hosts, dnsZone], [["a.test", "*.b.test"], "Z0123"]);
  });

  it("are none behind a NodePort, and on a cluster that exists", () => {
    const existing = { kind: "existing", context: "kind" };
    const loadBalancer = { scheme: "internal" };
    assert.equal(accepted(atGateway({ service: "NodePort", loadBalancer })).istio.gateway.loadBalancer, undefined);
    assert.equal(accepted(atGateway({ hosts: ["a.test"] }, existing)).istio.gateway.loadBalancer, undefined);
  });
});

describe("the load balancer and the hosts of the gateway, refused", () => {
  const existing = { kind: "existing", context: "kind" };
  for (const [what, gateway, cluster, told] of [
    [
      "a load balancer of a foreign cluster",
      { loadBalancer: {} },
      existing,
      /loadBalancer: is for a cluster that the stack/,
    ],
    [
      "records of a foreign cluster",
      { hosts: ["a.test"], dnsZone: "Z01" },
      existing,
      /dnsZone: is for a cluster that the/,
    ],
    [
      "Auto Mode's without Auto Mode",
      { loadBalancer: { controller: "auto-mode" } },
      { kind: "eks" },
      /expected cluster\.autoMode: true/,
    ],
    [
      "PROXY protocol in-tree",
      { loadBalancer: { controller: "in-tree", proxyProtocol: true } },
      { kind: "eks" },
      /proxyProtocol: true does not work/,
    ],
    [
      "an unknown scheme",
      { loadBalancer: { scheme: "public" } },
      { kind: "eks" },
      /"public" is not internet-facing or internal/,
    ],
    [
      "no host at all",
      { hosts: [] },
      { kind: "eks" },
      /hosts: \[\] is not a list of at least one host name[^]*hosts\[0\]'? bookinfo/,
    ],
    ["a URL", { hosts: ["https://a.test"] }, { kind: "eks" }, /hosts\[0\]: "https:\/\/a\.test" is not a host name/],
    ["a port", { hosts: ["a.test:443"] }, { kind: "eks" }, /is not a host name/],
    ["an address", { hosts: ["203.0.113.7"] }, { kind: "eks" }, /is not a host name/],
    ["any host", { hosts: ["*"] }, { kind: "eks" }, /is not a host name/],
    ["upper case", { hosts: ["Shop.test"] }, { kind: "eks" }, /is not a host name/],
    [
      "a host twice",
      { hosts: ["a.test", "b.test", "a.test"] },
      { kind: "eks" },
      /hosts\[2\]: a\.test is in the list already/,
    ],
    [
      "records without hosts",
      { dnsZone: "Z0123" },
      { kind: "eks" },
      /dnsZone: .* there are no hosts to make records for/,
    ],
    [
      "records of nodes",
      { dnsZone: "Z0123", hosts: ["a.test"], service: "NodePort" },
      { kind: "eks" },
      /service is NodePort/,
    ],
    [
      "a zone by its name",
      { dnsZone: "example.com", hosts: ["a.test"] },
      { kind: "eks" },
      /is not the ID of a hosted zone/,
    ],
    ["no pods", { replicas: 0 }, { kind: "eks" }, /replicas: 0 is not a whole number from 1 to 100/],
  ] as const) {
    it(what, () => assert.match(refusal(atGateway(gateway, cluster)), told));
  }
});

describe("the tags of a stack", () => {
  const withTags = (tags: unknown) => ({ cluster: { kind: "eks" }, tags });

  it("are any that AWS takes", () => {
    const tags = { owner: "platform", "cost center": "12:a/b=c", Équipe: "café" };
    assert.deepEqual(accepted(withTags(tags)).tags, tags);
    assert.equal(accepted({ cluster: { kind: "eks" } }).tags, undefined);
  });

  for (const [what, tags, told] of [
    [
      "one of AWS",
      { "aws:createdBy": "me" },
      /"aws:createdBy" is a tag by which AWS or Kubernetes finds what is theirs/,
    ],
    ["one of Kubernetes", { "kubernetes.io/cluster/a": "owned" }, /is a tag by which AWS or Kubernetes/],
    ["one of nodes' own", { "karpenter.sh/nodepool": "mine" }, /is a tag by which AWS or Kubernetes/],
    ["one of volumes' own", { CSIVolumeName: "mine" }, /is a tag by which AWS or Kubernetes/],
    ["one of the program", { project: "mine" }, /"project" is a tag that the program sets itself/],
    ["a name with an equals sign", { "a=b": "c" }, /"a=b" is not the name of a tag/],
    ["an empty value", { owner: "" }, /tags\.owner: "" is not 1 to 256 letters/],
    ["a value with a comma", { owner: "a,b" }, /tags\.owner: "a,b" is not 1 to 256 letters/],
    [
      "more than AWS takes",
      Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`t${n}`, "x"])),
      /at most 40 tags/,
    ],
    ["a text", "platform", /tags: "platform" is not an object of tags/],
  ] as const) {
    it(`are not ${what}`, () => assert.match(refusal(withTags(tags)), told));
  }
});
