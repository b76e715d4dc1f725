import assert from "node:assert/strict";
import { type Answers, record, type Recording } from "../recorder";
import { asProgramSeesIt, onCluster, type StackConfig, stackConfig, startTestCluster, withValue } from "../stack";
import { answers } from "./eks-answers";

const GATEWAY = ["bookinfo-mesh:istio", "gateway"];
const BALANCER = "mesh-123.elb.ap-northeast-1.amazonaws.com";
const tls = { credentialName: "bookinfo-certificate" };
const withGateway = (gateway: object) => withValue(stackConfig("dev"), GATEWAY, gateway);

const asked = (zone: string): Answers => ({
  ...answers,
  calls: {
    ...answers.calls,
    "aws:route53/getZone:getZone": { name: zone },
    "aws:lb/getHostedZoneId:getHostedZoneId": { id: "Z31USIVHYNEOWT" },
  },
});
const run = (config: StackConfig, zone = "example.com.") => record(asProgramSeesIt(config), asked(zone));

/** The hosts of each Gateway and VirtualService at the ingress gateway. */
function hostsOf({ registrations }: Recording): readonly (readonly string[])[] {
  return registrations.flatMap(({ type, inputs, name }): (readonly string[])[] => {
    if (!name.startsWith("bookinfo-")) return [];
    const spec = inputs["spec"] as { servers?: { hosts: string[] }[]; hosts?: string[] };
    if (type.endsWith(":Gateway")) return (spec.servers ?? []).map(({ hosts }) => hosts);
    return type.endsWith(":VirtualService") ? [spec.hosts ?? []] : [];
  });
}

describe("the hosts of the gateway", () => {
  const hosts = ["bookinfo.example.com", "*.books.example.com"];

  for (const [what, gateway, places] of [
    ["plain", { hosts }, 2],
    ["with HTTPS and the way to it", { hosts, tls }, 4],
    ["with both", { hosts, tls: { ...tls, redirect: false } }, 3],
  ] as const) {
    it(`are those of all that is served, ${what}`, async () => {
      const recording = await run(withGateway(gateway));
      assert.deepEqual(
        hostsOf(recording),
        Array.from({ length: places }, () => hosts),
      );
    });
  }

  it("are any where none are named", async () => {
    assert.deepEqual(hostsOf(await run(stackConfig("dev"))), [["*"], ["*"]]);
  });

  it("are where the application is found, and the load balancer's name is told for their records", async () => {
    const { outputs } = await run(withGateway({ hosts, tls }));
    assert.equal(outputs["productpageUrl"], "https://bookinfo.example.com/productpage");
    assert.equal(outputs["gatewayAddress"], BALANCER);
    const wild = await run(withGateway({ hosts: ["*.example.com"] }));
    assert.equal(wild.outputs["productpageUrl"], `http://${BALANCER}/productpage`);
  });

  it("are served on a cluster that exists, too", async () => {
    const cluster = await startTestCluster();
    try {
      const recording = await run(withValue(onCluster(stackConfig("local"), cluster), [...GATEWAY, "hosts"], hosts));
      assert.equal(recording.outputs["productpageUrl"], "http://bookinfo.example.com:30080/productpage");
      assert.deepEqual(hostsOf(recording), [hosts, hosts]);
    } finally {
      await cluster.remove();
    }
  });

  it("have records in the zone that the config names, each an alias of the load balancer", async () => {
    const recording = await run(withGateway({ hosts: ["example.com", "www.example.com"], dnsZone: "Z0123" }));
    const records = recording.registrations.filter(({ type }) => type === "aws:route53/record:Record");
    const alias = { name: BALANCER, zoneId: "Z31USIVHYNEOWT", evaluateTargetHealth: true };
    assert.deepEqual(
      records.map(({ inputs }) => inputs),
      ["example.com", "www.example.com"].map((name) => ({ zoneId: "Z0123", name, type: "A", aliases: [alias] })),
    );
  });

  it("have none unless a zone is named", async () => {
    const { registrations } = await run(withGateway({ hosts }));
    assert.ok(!registrations.some(({ type }) => type.startsWith("aws:route53")));
  });

  for (const host of ["bookinfo.example.org", "badexample.com"]) {
    it(`are names of that zone: not ${host}`, async () => {
      await assert.rejects(
        run(withGateway({ hosts: [host], dnsZone: "Z0123" })),
        new RegExp(`istio\\.gateway\\.hosts\\[0\\]: ${host} is not a name of the zone example\\.com`),
      );
    });
  }
});
