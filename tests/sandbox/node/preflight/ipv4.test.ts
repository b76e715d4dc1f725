import assert from "node:assert/strict";
import fc from "fast-check";
import { network, nodeAddress } from "../../../../sandbox/node/facts";
import { overlaps, readRoutes } from "../../../../sandbox/node/preflight/ipv4";

const cidr = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 32 }))
  .map(([a, b, c, d, prefix]) => `${a}.${b}.${c}.${d}/${prefix}`);

describe("overlapping networks", () => {
  it("overlap both ways round", () => {
    fc.assert(fc.property(cidr, cidr, (a, b) => overlaps(a, b) === overlaps(b, a)));
  });

  it("hold each of their own addresses", () => {
    fc.assert(fc.property(cidr, (network) => overlaps(network, network.split("/")[0] ?? "")));
  });

  it("do not overlap when they are neighbours", () => {
    assert.equal(overlaps("10.0.0.0/25", "10.0.0.128/25"), false);
    assert.equal(overlaps("10.0.0.0/24", "10.0.0.128/25"), true);
  });
});

describe("the machine's routes", () => {
  const table = [
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
    "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
    "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
    "veth\tFCFFD50A\t00000000\t0001\t0\t0\t0\tFCFFFFFF\t0\t0\t0",
  ].join("\n");

  it("are read without the default route", () => {
    assert.deepEqual(readRoutes(table), [
      { cidr: "192.0.2.0/24", interface: "eth0" },
      { cidr: "10.213.255.252/30", interface: "veth" },
    ]);
  });
});

describe("the node's own networks", () => {
  it("do not overlap each other", () => {
    const { pods, services, link } = network;
    assert.equal(overlaps(pods, services) || overlaps(pods, link.cidr) || overlaps(services, link.cidr), false);
  });

  it("hold the addresses that are named in them", () => {
    assert.equal(overlaps(network.link.cidr, nodeAddress), true);
    assert.equal(overlaps(network.link.cidr, network.link.machine), true);
    assert.equal(overlaps(network.services, network.apiServerService), true);
  });
});
