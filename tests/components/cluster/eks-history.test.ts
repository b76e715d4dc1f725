import assert from "node:assert/strict";
import { formerCluster, secretsKeyProblems } from "../../../components/cluster/eks-history";
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
