import assert from "node:assert/strict";
import fc from "fast-check";
import { formatCidr, holds, networkOf, parseCidr, sizeOf } from "../../../mesh/network/cidr";
import { cidrFault, DEFAULT_CIDR, MOST_ZONES, vpcOf, zoneSubnets } from "../../../mesh/network/subnets";

const known = (text: string) => parseCidr(text) ?? assert.fail(text);

describe("a network in CIDR notation", () => {
  it("is read and written", () => {
    assert.deepEqual(parseCidr("10.1.2.3/16"), { first: 10 * 2 ** 24 + 2 ** 16 + 2 * 256 + 3, length: 16 });
    assert.equal(formatCidr(networkOf(known("255.255.255.255/31"))), "255.255.255.254/31");
  });

  for (const text of ["", "10.0.0.0", "10.0.0.0/", "10.0.0/16", "10.0.0.256/16", "10.00.0.0/16", "10.0.0.0/33", "a/16"])
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseCidr(text), undefined));

  it("holds what is inside of it, itself too", () => {
    assert.ok(holds(known("10.0.0.0/8"), known("10.255.0.0/16")));
    assert.ok(holds(known("10.0.0.0/8"), known("10.0.0.0/8")));
    assert.ok(!holds(known("10.0.0.0/8"), known("11.0.0.0/16")));
    assert.ok(!holds(known("10.0.0.0/16"), known("10.0.0.0/8")));
  });
});

describe("the subnets of a VPC", () => {
  it("are for a VPC of before where they were", () => {
    assert.deepEqual(zoneSubnets(DEFAULT_CIDR, MOST_ZONES), [
      { private: "10.0.0.0/19", public: "10.0.224.0/24" },
      { private: "10.0.32.0/19", public: "10.0.225.0/24" },
      { private: "10.0.64.0/19", public: "10.0.226.0/24" },
      { private: "10.0.96.0/19", public: "10.0.227.0/24" },
      { private: "10.0.128.0/19", public: "10.0.228.0/24" },
      { private: "10.0.160.0/19", public: "10.0.229.0/24" },
    ]);
  });

  /** Any network of private addresses, whether or not it does. */
  const anyCidr = fc
    .tuple(fc.constantFrom(10, 172, 192, 100), fc.nat(255), fc.nat(255), fc.nat(255), fc.integer({ min: 8, max: 30 }))
    .map(([a, b, c, d, length]) => formatCidr(networkOf(known(`${a}.${b}.${c}.${d}/${length}`))));
  const anyZones = fc.integer({ min: 2, max: MOST_ZONES });

  it("are inside of it, apart from each other, and none smaller than AWS makes them (any network that does)", () => {
    fc.assert(
      fc.property(anyCidr, anyZones, (cidr, zones) => {
        fc.pre(cidrFault(cidr, zones) === undefined);
        const subnets = zoneSubnets(cidr, zones)
          .flatMap((zone) => [zone.private, zone.public])
          .map(known);
        for (const [index, subnet] of subnets.entries()) {
          assert.deepEqual(networkOf(subnet), subnet, "it begins where it may");
          assert.ok(holds(known(cidr), subnet), `${formatCidr(subnet)} is outside of ${cidr}`);
          assert.ok(subnet.length <= 28, `${formatCidr(subnet)} is too small`);
          const apart = subnets.slice(index + 1).every((other) => !holds(subnet, other) && !holds(other, subnet));
          assert.ok(apart, `${formatCidr(subnet)} of ${cidr} shares addresses`);
        }
        assert.equal(vpcOf(zoneSubnets(cidr, zones)[0]?.private ?? ""), cidr);
      }),
    );
  });

  it("fit into what is said instead of a network that does not do (any)", () => {
    fc.assert(
      fc.property(anyCidr, anyZones, (cidr, zones) => {
        const instead = cidrFault(cidr, zones)?.instead;
        if (instead !== undefined) assert.equal(cidrFault(instead, zones), undefined, instead);
      }),
    );
  });

  for (const [cidr, zones, fault, instead] of [
    ["10.0.0.0/24", 2, /does not hold the subnets of 2 zones: expected a \/23 or larger/, "10.0.0.0/23"],
    ["10.0.0.0/23", 5, /does not hold the subnets of 5 zones: expected a \/22 or larger/, "10.0.0.0/22"],
    ["10.0.1.0/24", 2, /does not hold/, "10.0.0.0/23"],
    ["10.0.0.0/15", 2, /larger than a VPC may be/, "10.0.0.0/16"],
    ["10.0.3.0/16", 2, /begins within a network/, "10.0.0.0/16"],
    ["8.8.0.0/16", 2, /not of the addresses for private networks/, DEFAULT_CIDR],
    ["172.32.0.0/16", 2, /not of the addresses for private networks/, DEFAULT_CIDR],
    ["10.0.0.0/7", 2, /not of the addresses for private networks/, DEFAULT_CIDR],
    ["ten", 2, /is not a network/, DEFAULT_CIDR],
  ] as const) {
    it(`are not in ${cidr} for ${zones} zones`, () => {
      const found = cidrFault(cidr, zones);
      assert.match(found?.fault ?? "", fault);
      assert.equal(found?.instead, instead);
    });
  }

  for (const [cidr, zones] of [
    ["10.0.0.0/16", 6],
    ["10.20.0.0/20", 3],
    ["192.168.8.0/22", 6],
    ["172.31.0.0/23", 4],
    ["100.64.0.0/16", 2],
  ] as const)
    it(`are in ${cidr} for ${zones} zones`, () => assert.equal(cidrFault(cidr, zones), undefined));

  it("leave most of it to pods", () => {
    const [zone] = zoneSubnets("10.20.0.0/20", 3);
    assert.deepEqual(zone, { private: "10.20.0.0/23", public: "10.20.14.0/28" });
    assert.equal(sizeOf(23), 512);
  });
});
