import assert from "node:assert/strict";
import { formerCluster, secretsKeyProblems, versionWarnings } from "../../../components/cluster/eks-history";
import { type EksClusterConfig } from "../../../config/config";
import { formatProblems } from "../../../config/problem/problem";

const key = (id: string) => `arn:aws:kms:eu-west-1:123456789012:key/${id}`;
const cluster = (keyArn?: string) => ({
  type: "aws:eks/cluster:Cluster",
  outputs: {
    name: "shop",
    version: "1.35",
    ...(keyArn && { encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } }),
  },
});
const ownKey = { type: "aws:kms/key:Key", outputs: { arn: key("own") } };

/** What is printed of a key for the Secrets of a cluster that has been. */
function told(secretsKey: string | undefined, ...resources: Parameters<typeof formerCluster>[0]): string {
  const config = { secretsKey } as EksClusterConfig;
  return formatProblems(secretsKeyProblems(config, formerCluster(resources, "shop")), "pulumi");
}

describe("the key of a cluster's Secrets", () => {
  it("may come at any time, and stay", () => {
    assert.equal(told("new"), "");
    assert.equal(told(undefined, cluster()), "");
    assert.equal(told("new", cluster()), "");
    assert.equal(told(key("given"), cluster(key("given"))), "");
    assert.equal(told("new", cluster(key("own")), ownKey), "");
  });

  it("is neither taken away nor changed for another, for which the cluster would go", () => {
    assert.equal(
      told(undefined, cluster(key("given"))),
      `bookinfo-mesh:cluster.secretsKey: nothing would take the place of ${key("given")}, which encrypts the Secrets of the ` +
        "cluster: it would be made anew, empty\n" +
        `  to fix:  pulumi config set --path bookinfo-mesh:cluster.secretsKey ${key("given")}`,
    );
    assert.match(told(key("other"), cluster(key("own")), ownKey), /cluster\.secretsKey new$/);
    assert.match(told("new", cluster(key("given")), ownKey), /new would take the place of .*key\/given/);
  });
});

describe("the warnings of a cluster's version", () => {
  const warnings = (kubernetesVersion: string, today: string, supportType: "standard" | "extended" = "standard") =>
    versionWarnings({ name: "shop", kubernetesVersion, supportType }, { version: "1.35" }, today);

  it("are none in the middle of its support, or of what nothing is known", () => {
    assert.deepEqual(warnings("1.36", "2026-11-26"), []);
    assert.deepEqual(warnings("1.35", "2026-11-26"), []);
    assert.deepEqual(
      versionWarnings({ name: "shop", kubernetesVersion: "1.99", supportType: "standard" }, undefined, "2026-11-26"),
      [],
    );
  });

  it("begin sixty days before its support ends, with what comes of that", () => {
    assert.deepEqual(warnings("1.35", "2027-01-25"), []);
    assert.deepEqual(warnings("1.35", "2027-01-26"), [
      "standard support of Kubernetes 1.35 on EKS ends on 2027-03-27, and the cluster shop is upgraded by AWS then: " +
        "raise cluster.kubernetesVersion by one minor version before",
    ]);
    assert.match(warnings("1.35", "2027-03-01", "extended").join(), /costs six times as much from then on/);
    assert.match(
      warnings("1.35", "2028-03-01", "extended").join(),
      /^extended support .* 2028-03-27.* is upgraded by AWS then/,
    );
  });

  it("say what a way back takes", () => {
    assert.match(
      warnings("1.34", "2026-09-01").join(),
      /rolled back from Kubernetes 1\.35 to 1\.34: EKS does that within 7 days/,
    );
  });
});
