import assert from "node:assert/strict";
import { architectureProblems } from "../../../components/cluster/node-architecture";
import { formatProblems } from "../../../config/problem/problem";

const known = { arm64: ["t4g.medium", "m7g.large"], x86_64: ["t3.medium", "m6i.large"] };

function told(...types: string[]): string {
  return formatProblems(architectureProblems(types, known, "eu-west-1"), "pulumi");
}

describe("the architecture of instance types", () => {
  it("is one for all of them", () => {
    assert.equal(told("t3.medium", "m6i.large"), "");
    assert.equal(told("m7g.large", "t4g.medium"), "");
  });

  it("is asked to be that of the first, which is preferred", () => {
    assert.equal(
      told("t4g.medium", "t3.medium"),
      "bookinfo-mesh:cluster.nodes.instanceTypes[1]: t3.medium is x86_64, and t4g.medium is arm64: " +
        "expected types of one architecture, which one AMI runs on\n" +
        "  to fix:  pulumi config set --path 'bookinfo-mesh:cluster.nodes.instanceTypes[1]' t4g.medium   # or any other arm64 type",
    );
    assert.match(told("t3.medium", "m7g.large"), /m7g.large is arm64, and t3.medium is x86_64/);
  });

  it("is unknown for a type that the region does not have", () => {
    assert.match(
      told("t3.medium", "t99.medium"),
      /instanceTypes\[1\]: eu-west-1 has no EC2 instance type t99.medium\n/,
    );
  });
});
