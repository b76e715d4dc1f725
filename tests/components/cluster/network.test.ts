import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { ResourceGraph } from "../graph";
import { type Answers, record, type Recording } from "../recorder";
import { asProgramSeesIt, type StackConfig, stackConfig, withValue } from "../stack";
import { answers } from "./eks-answers";
import { after as afterUpdate } from "./former-state";

const ZONES = "aws:index/getAvailabilityZones:getAvailabilityZones";
const NETWORK = ["bookinfo-mesh:cluster", "network"];
const COUNT = ["bookinfo-mesh:cluster", "zones"];
const dev = stackConfig("dev");

const withNetwork = (network: object, config: StackConfig = dev) => withValue(config, NETWORK, network);
const withoutCount = (config: StackConfig) => withValue(config, COUNT, undefined);
const run = (config: StackConfig, asked: Answers = answers) => record(asProgramSeesIt(config), asked);
const inRegion = (names: string[], zoneIds: string[]): Answers => ({
  ...answers,
  calls: { ...answers.calls, [ZONES]: { names, zoneIds, region: "us-east-1" } },
});

function zonesOf({ registrations }: Recording): unknown[] {
  const subnets = registrations.filter(({ name, type }) => type.endsWith(":Subnet") && name.includes("-private-"));
  return subnets.map(({ inputs }) => inputs["availabilityZone"]);
}

const names = ({ registrations }: Recording, type: string) =>
  registrations.filter((one) => one.type.endsWith(`:${type}`)).map(({ name }) => name);

describe("the zones of a cluster's network", () => {
  it("are asked of AWS without those that EKS does not run in", async () => {
    let asked: Record<string, unknown> = {};
    const noting = (inputs: Record<string, unknown>) => {
      asked = inputs;
      return { names: ["us-east-1b", "us-east-1c"], zoneIds: ["use1-az1", "use1-az2"], region: "us-east-1" };
    };
    await run(dev, { ...answers, calls: { ...answers.calls, [ZONES]: noting } });
    assert.deepEqual(asked["excludeZoneIds"], ["use1-az3", "usw1-az2", "cac1-az3"]);
  });

  it("are those that the config names by their IDs, in its order", async () => {
    const config = withNetwork({ zoneIds: ["apne1-az2", "apne1-az4"] }, withoutCount(dev));
    assert.deepEqual(zonesOf(await run(config)), ["ap-northeast-1d", "ap-northeast-1a"]);
  });

  describe("are pinned by a command that an update tells", () => {
    let told: string[] = [];
    const { info } = pulumi.log;
    beforeEach(() => {
      told = [];
      Object.assign(pulumi.log, { info: (message: string) => void told.push(message) });
    });
    afterEach(() => void Object.assign(pulumi.log, { info }));

    it("as long as they are not pinned", async () => {
      await run(dev);
      assert.deepEqual(told, [
        "The cluster's zones, apne1-az4 and apne1-az1, are AWS' choice. To pin them in the config:  " +
          "pulumi config set --path 'bookinfo-mesh:cluster.network.zoneIds[0]' apne1-az4 && " +
          "pulumi config set --path 'bookinfo-mesh:cluster.network.zoneIds[1]' apne1-az1",
      ]);
    });

    it("and neither a preview nor one after that", async () => {
      await run(dev, { ...answers, preview: true });
      await run(withNetwork({ zoneIds: ["apne1-az4", "apne1-az1"] }));
      assert.deepEqual(told, []);
    });
  });

  it("are none that the region does not have", async () => {
    const config = withNetwork({ zoneIds: ["apne1-az4", "use1-az1"] }, withoutCount(dev));
    await assert.rejects(run(config), {
      message:
        "bookinfo-mesh:cluster.network.zoneIds[1]: use1-az1 is not an availability zone of ap-northeast-1 in which a cluster can be; known: apne1-az4, apne1-az1, apne1-az2\n" +
        "  to fix:  pulumi config set --path 'bookinfo-mesh:cluster.network.zoneIds[1]' apne1-az1",
    });
  });

  describe("of a stack that has one", () => {
    let state: Answers;
    before(async () => {
      state = afterUpdate(await run(dev), answers);
    });

    it("stay where they are when AWS' list begins with another one", async () => {
      const others = { names: ["ap-northeast-1d", "ap-northeast-1a"], zoneIds: ["apne1-az2", "apne1-az4"] };
      const asked = { ...state, calls: { ...state.calls, [ZONES]: { ...others, region: "ap-northeast-1" } } };
      assert.deepEqual(zonesOf(await run(dev, asked)), ["ap-northeast-1a", "ap-northeast-1c"]);
    });

    for (const zoneIds of [
      ["apne1-az4", "apne1-az1"],
      ["apne1-az1", "apne1-az4"],
    ]) {
      it(`are pinned without a change: ${zoneIds.join()}`, async () => {
        const config = withNetwork({ zoneIds }, withoutCount(dev));
        assert.deepEqual(zonesOf(await run(config, state)), ["ap-northeast-1a", "ap-northeast-1c"]);
      });
    }

    it("do not become more", async () => {
      await assert.rejects(run(withValue(dev, COUNT, 3), state), {
        message:
          "bookinfo-mesh:cluster.zones: 3 is not the number of zones of the cluster, 2 (apne1-az4, apne1-az1): a cluster's subnets stay in the zones that they were made in; other zones take another cluster\n" +
          "  to fix:  pulumi config set --path bookinfo-mesh:cluster.zones 2",
      });
    });

    it("do not become others", async () => {
      const config = withNetwork({ zoneIds: ["apne1-az4", "apne1-az2"] }, withoutCount(dev));
      await assert.rejects(
        run(config, state),
        /apne1-az4, apne1-az2 are not the zones of the cluster, apne1-az4, apne1-az1/,
      );
    });

    it("keep their addresses", async () => {
      await assert.rejects(
        run(withNetwork({ cidr: "10.1.0.0/16" }), state),
        /network\.cidr: 10\.1\.0\.0\/16 is not the network that the cluster is in, 10\.0\.0\.0\/16/,
      );
      await run(withNetwork({ cidr: "10.0.0.0/16" }), state);
    });

    it("are not left for a VPC that exists", async () => {
      const network = { vpcId: "vpc-01234567", subnetIds: ["subnet-00000001", "subnet-00000002"] };
      const asked = { ...state, calls: { ...state.calls, "aws:ec2/getSubnet:getSubnet": given("vpc-01234567") } };
      await assert.rejects(
        run(withNetwork(network, withoutCount(dev)), asked),
        /EKS never moves a cluster to another VPC/,
      );
    });

    it("are no concern of a cluster of another name", async () => {
      await run(withValue(withValue(dev, COUNT, 3), ["bookinfo-mesh:cluster", "name"], "another"), state);
    });
  });
});

/** Subnets of a VPC, each in a zone of its own by the end of its ID. */
function given(vpcId: string) {
  return ({ id }: Record<string, unknown>) => {
    const zone = String(id).slice(-1);
    return { id, vpcId, availabilityZone: `ap-northeast-1-${zone}`, availabilityZoneId: `apne1-az${zone}` };
  };
}

describe("a VPC that exists", () => {
  const vpcId = "vpc-01234567";
  const subnetIds = ["subnet-00000001", "subnet-00000002"];
  const config = (ids = subnetIds) => withNetwork({ vpcId, subnetIds: ids }, withoutCount(dev));
  const asked = (of = vpcId): Answers => ({
    ...answers,
    calls: { ...answers.calls, "aws:ec2/getSubnet:getSubnet": given(of) },
  });

  it("is used, and no network is made beside it", async () => {
    const recording = await run(config(), asked());
    const graph = new ResourceGraph(recording);
    assert.deepEqual(
      recording.registrations.filter(({ type }) => type.startsWith("aws:ec2/vpc")),
      [],
    );
    assert.deepEqual([...names(recording, "Subnet"), ...names(recording, "NatGateway")], []);
    assert.deepEqual(graph.get("cluster-eks").inputs["privateSubnetIds"], subnetIds);
    assert.equal(graph.get("cluster-eks").inputs["vpcId"], vpcId);
    assert.deepEqual(graph.get("cluster-nodes-group").inputs["subnetIds"], subnetIds);
  });

  it("has the subnets that are named for it", async () => {
    await assert.rejects(
      run(config(), asked("vpc-76543210")),
      /subnetIds\[0\]: subnet-00000001 is in vpc-76543210: expected/,
    );
  });

  it("has them in two zones", async () => {
    await assert.rejects(
      run(config(["subnet-00000001", "subnet-00000011"]), asked()),
      /subnetIds: all are in apne1-az1: expected subnets in two zones at least\n {2}to fix: {2}aws ec2 describe-subnets/,
    );
  });
});

describe("the way out of the private subnets", () => {
  it("is one of its own in each zone where the config says so, beside the one that was there", async () => {
    const recording = await run(withNetwork({ natPerZone: true }, withValue(dev, COUNT, 3)));
    assert.deepEqual(names(recording, "NatGateway"), [
      "cluster-network-nat",
      "cluster-network-nat-1",
      "cluster-network-nat-2",
    ]);
    const graph = new ResourceGraph(recording);
    const tables = [0, 1, 2].map(
      (zone) => graph.get(`cluster-network-private-${zone}`, ":RouteTableAssociation").inputs["routeTableId"],
    );
    assert.equal(new Set(tables).size, 3);
    assert.equal(tables[0], "cluster-network-private-id");
    for (const zone of [1, 2]) {
      const nat = graph.get(`cluster-network-nat-${zone}`, ":NatGateway");
      assert.equal(nat.inputs["subnetId"], `cluster-network-public-${zone}-id`);
    }
  });

  it("is around AWS' own services where they have endpoints in the VPC, which nodes wait for", async () => {
    const recording = await run(withNetwork({ endpoints: true, cidr: "10.9.0.0/16" }));
    const graph = new ResourceGraph(recording);
    const endpoints = recording.registrations.filter(({ type }) => type.endsWith(":VpcEndpoint"));
    const services = endpoints.map(({ inputs }) =>
      String(inputs["serviceName"]).replace("com.amazonaws.ap-northeast-1.", ""),
    );
    assert.deepEqual(services.sort(), [
      "ec2",
      "ecr.api",
      "ecr.dkr",
      "eks",
      "eks-auth",
      "elasticloadbalancing",
      "logs",
      "s3",
      "sts",
    ]);
    for (const endpoint of endpoints)
      assert.ok(graph.follows(graph.get("cluster-nodes-group"), endpoint), endpoint.name);

    const storage = graph.get("cluster-network-endpoints-s3").inputs;
    assert.deepEqual(storage["routeTableIds"], ["cluster-network-private-id"]);
    const tokens = graph.get("cluster-network-endpoints-sts").inputs;
    assert.equal(tokens["privateDnsEnabled"], true);
    assert.deepEqual(tokens["subnetIds"], ["cluster-network-private-0-id", "cluster-network-private-1-id"]);
    const [rule] = graph.get("cluster-network-endpoints-https").inputs["ingress"] as Record<string, unknown>[];
    assert.deepEqual(rule, { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.9.0.0/16"] });
  });

  it("has no endpoints unless the config says so", async () => {
    assert.deepEqual(names(await run(dev), "VpcEndpoint"), []);
  });
});

describe("a region with too few zones", () => {
  it("is refused when what is left without EKS' own exclusions does not do", async () => {
    await assert.rejects(
      run(dev, inRegion(["us-east-1a"], ["use1-az1"])),
      /cluster\.zones: us-east-1 has 1 availability zones, not 2/,
    );
  });
});
