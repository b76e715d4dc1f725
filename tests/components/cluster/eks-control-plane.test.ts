import assert from "node:assert/strict";
import { ResourceGraph } from "../graph";
import { type Answers, record, type Recording } from "../recorder";
import { asProgramSeesIt, stackConfig, withValue } from "../stack";
import { answers, KUBECONFIG } from "./eks-answers";

const CLUSTER = "bookinfo-mesh:cluster";

type Change = readonly [path: readonly (string | number)[], value: unknown];

/** What the program registers for the stack dev with some of its cluster's config changed. */
function recordWith(changes: readonly Change[], more: Partial<Answers> = {}): Promise<Recording> {
  const config = changes.reduce((all, [path, value]) => withValue(all, path, value), stackConfig("dev"));
  const calls = { ...answers.calls, ...more.calls };
  return record(asProgramSeesIt(config), { ...answers, ...more, calls });
}

/** The control plane's arguments. */
async function controlPlane(...changes: Change[]): Promise<Readonly<Record<string, unknown>>> {
  return new ResourceGraph(await recordWith(changes)).get("cluster-eks").inputs;
}

/** How an addon meets what of it is in the cluster already. */
const OVERWRITE = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };

const LOG_GROUP = "/aws/eks/istio-test-cluster/cluster";

describe("the control plane on EKS", () => {
  let recording: Recording;
  let graph: ResourceGraph;

  before(async () => {
    recording = await recordWith([]);
    graph = new ResourceGraph(recording);
  });

  describe("and what pulumi-eks would decide by itself", () => {
    it("has its addons pinned: no update moves one that was not asked to", () => {
      const { inputs } = graph.get("cluster-eks");
      assert.deepEqual(inputs["vpcCniOptions"], { addonVersion: "v1.22.4-eksbuild.3", ...OVERWRITE });
      assert.deepEqual(inputs["kubeProxyAddonOptions"], { version: "v1.36.0-eksbuild.21", ...OVERWRITE });
      const versions = ["eks-pod-identity-agent", "coredns", "metrics-server"].map((name) => {
        const { addonName, addonVersion } = graph.get(`cluster-${name}`).inputs;
        return [addonName, addonVersion];
      });
      assert.deepEqual(versions, [
        ["eks-pod-identity-agent", "v1.3.10-eksbuild.3"],
        ["coredns", "v1.14.3-eksbuild.16"],
        ["metrics-server", "v0.9.0-eksbuild.5"],
      ]);
    });

    it("has an addon's version from the config, and of another Kubernetes another", async () => {
      const inputs = await controlPlane(
        [[CLUSTER, "kubernetesVersion"], "1.35"],
        [[CLUSTER, "addons"], { "vpc-cni": { version: "v1.23.0-eksbuild.1" } }],
      );
      assert.deepEqual(inputs["vpcCniOptions"], { addonVersion: "v1.23.0-eksbuild.1", ...OVERWRITE });
      assert.deepEqual(inputs["kubeProxyAddonOptions"], { version: "v1.35.3-eksbuild.21", ...OVERWRITE });
    });

    it("leaves CoreDNS to an addon of its own, after the nodes; what pods need to start with is before them", () => {
      assert.deepEqual(graph.get("cluster-eks").inputs["corednsAddonOptions"], { enabled: false, ...OVERWRITE });
      const nodes = graph.get("cluster-nodes-group");
      for (const name of ["cluster-coredns", "cluster-metrics-server"]) {
        assert.ok(graph.follows(graph.get(name), nodes), `${name} does not wait for the nodes`);
      }
      assert.ok(graph.follows(nodes, graph.get("cluster-eks-pod-identity-agent")));
      assert.ok(graph.follows(graph.get("istio-istiod"), graph.get("cluster-coredns")));
      const { inputs } = graph.get("cluster-coredns");
      assert.deepEqual(
        [inputs["resolveConflictsOnCreate"], inputs["resolveConflictsOnUpdate"]],
        ["OVERWRITE", "OVERWRITE"],
      );
    });

    it("stays in standard support, open to everyone and without a key of its own, unless told otherwise", () => {
      const { inputs } = graph.get("cluster-eks");
      assert.deepEqual(inputs["upgradePolicy"], { supportType: "STANDARD" });
      assert.deepEqual(inputs["publicAccessCidrs"], ["0.0.0.0/0"]);
      assert.equal(inputs["endpointPublicAccess"], true);
      assert.equal(inputs["deletionProtection"], false);
      assert.equal(inputs["encryptionConfigKeyArn"], undefined);
    });

    it("is closed, kept and protected as the config says", async () => {
      const key = "arn:aws:kms:ap-northeast-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
      const inputs = await controlPlane(
        [[CLUSTER, "endpoint"], { cidrs: ["203.0.113.0/24"] }],
        [[CLUSTER, "secretsKey"], key],
        [[CLUSTER, "supportType"], "extended"],
        [[CLUSTER, "deletionProtection"], true],
      );
      assert.deepEqual(inputs["publicAccessCidrs"], ["203.0.113.0/24"]);
      assert.equal(inputs["encryptionConfigKeyArn"], key);
      assert.deepEqual(inputs["upgradePolicy"], { supportType: "EXTENDED" });
      assert.equal(inputs["deletionProtection"], true);
    });

    it("has a key of the stack's own where it is asked for", async () => {
      const graph = new ResourceGraph(
        await recordWith([[[CLUSTER, "secretsKey"], "new"]], {
          outputs: (type, inputs) => ({
            ...answers.outputs?.(type, inputs),
            ...(type === "aws:kms/key:Key" && { arn: "arn:key" }),
          }),
        }),
      );
      assert.equal(graph.get("cluster-secrets-key").inputs["enableKeyRotation"], true);
      assert.equal(graph.get("cluster-eks").inputs["encryptionConfigKeyArn"], "arn:key");
    });
  });

  describe("and who may use it", () => {
    const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
    const access = {
      clusterAdmin: [role("ci/deploy")],
      adminView: [role("preview")],
      view: [role("anna"), role("ben")],
    };

    it("has an entry and EKS's policy of that name for each principal", async () => {
      const { registrations } = await recordWith([[[CLUSTER, "access"], access]]);
      const entries = registrations.filter(({ type }) => type === "aws:eks/accessEntry:AccessEntry");
      assert.deepEqual(
        entries.map(({ inputs }) => [inputs["principalArn"], inputs["type"]]),
        ["ci/deploy", "preview", "anna", "ben"].map((name) => [role(name), "STANDARD"]),
      );
      const policies = registrations.filter(
        ({ type }) => type === "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
      );
      const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;
      assert.deepEqual(
        policies.map(({ inputs }) => [inputs["principalArn"], inputs["policyArn"], inputs["accessScope"]]),
        [
          [role("ci/deploy"), policy("AmazonEKSClusterAdminPolicy"), { type: "cluster" }],
          [role("preview"), policy("AmazonEKSAdminViewPolicy"), { type: "cluster" }],
          [role("anna"), policy("AmazonEKSViewPolicy"), { type: "cluster" }],
          [role("ben"), policy("AmazonEKSViewPolicy"), { type: "cluster" }],
        ],
      );
    });

    it("has them in the partition that the region is in", async () => {
      const principal = "arn:aws-cn:iam::123456789012:role/deploy";
      const recording = await recordWith(
        [
          [["aws:region"], "cn-north-1"],
          [[CLUSTER, "access"], { clusterAdmin: [principal] }],
        ],
        { calls: { "aws:index/getPartition:getPartition": { partition: "aws-cn" } } },
      );
      const association = recording.registrations.find(({ type }) => type.endsWith(":AccessPolicyAssociation"));
      assert.equal(
        association?.inputs["policyArn"],
        "arn:aws-cn:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
      );
    });

    it("has no second entry for the role that makes it, which EKS would refuse half-way through", async () => {
      const path = [CLUSTER, "access"];
      await assert.rejects(recordWith([[path, { clusterAdmin: [role("team/pulumi")] }]]), {
        message:
          "bookinfo-mesh:cluster.access.clusterAdmin[0]: arn:aws:iam::123456789012:role/team/pulumi makes the cluster, and EKS gives it " +
          "an entry by itself: expected only other roles and users\n" +
          "  to fix:  pulumi config rm --path 'bookinfo-mesh:cluster.access.clusterAdmin[0]'   " +
          "# or make the cluster with a role that does nothing else",
      });
      const refused = { "aws:index/getCallerIdentity:getCallerIdentity": new Error("no credentials") };
      await recordWith([[path, { clusterAdmin: [role("pulumi")] }]], { calls: refused });
    });

    it("lets them in for as long as there is anything in the cluster", async () => {
      const recording = await recordWith([[[CLUSTER, "access"], access]]);
      const graph = new ResourceGraph(recording);
      const entries = recording.registrations.filter(({ type }) => type.includes("/access"));
      assert.equal(entries.length, 8);
      for (const entry of entries) assert.ok(graph.follows(graph.get("istio-namespace"), entry), entry.name);
    });

    it("says in the kubeconfig whose identity the program has", async () => {
      const result = JSON.stringify({ users: [{ name: "as asked for" }] });
      const asked: unknown[] = [];
      const calls = {
        "eks:index:Cluster/getKubeconfig": ({ profileName, roleArn }: Record<string, unknown>) => {
          asked.push({ profileName, roleArn });
          return { result };
        },
      };
      const roles = [{ roleArn: role("deploy"), sessionName: "up" }];
      const identities = [
        [[["aws:profile"], "team"]],
        [[["aws:assumeRoles"], roles]],
        [
          [["aws:profile"], "team"],
          [["aws:assumeRoles"], roles],
        ],
      ] as const;
      const told: unknown[] = [];
      for (const identity of identities) {
        const recording = await recordWith(identity, { calls });
        told.push(new ResourceGraph(recording).get("cluster-eks").inputs["providerCredentialOpts"]);
        assert.equal(recording.outputs["kubeconfig"], result);
        assert.equal(new ResourceGraph(recording).get("cluster-provider").inputs["kubeconfig"], result);
      }
      assert.deepEqual(asked, [
        { profileName: "team", roleArn: undefined },
        { profileName: undefined, roleArn: role("deploy") },
        { profileName: "team", roleArn: role("deploy") },
      ]);
      assert.deepEqual(
        told,
        [{ profileName: "team" }, { roleArn: role("deploy") }, { profileName: "team", roleArn: role("deploy") }],
        "pulumi-eks' own provider",
      );
    });

    it("needs no more where the environment says who one is", () => {
      assert.equal(recording.outputs["kubeconfig"], KUBECONFIG);
    });

    it("refuses a chain of roles, which no kubeconfig can say", async () => {
      const roles = [{ roleArn: role("first") }, { roleArn: role("second") }];
      await assert.rejects(recordWith([[["aws:assumeRoles"], roles]]), /2 roles are assumed, each from the one before/);
    });
  });

  describe("and its logs", () => {
    const group = async (...args: Parameters<typeof recordWith>) => {
      const graph = new ResourceGraph(await recordWith(...args));
      return {
        logs: graph.get("cluster-logs"),
        follows: graph.follows(graph.get("cluster-eks"), graph.get("cluster-logs")),
      };
    };

    it("go to a log group of the stack, which is there before them and in which they end", async () => {
      const { logs, follows } = await group([[[CLUSTER, "logs"], { retentionDays: 30 }]]);
      const tags = { project: "bookinfo-mesh", stack: "test" };
      assert.deepEqual(logs.inputs, { name: LOG_GROUP, retentionInDays: 30, tags });
      assert.equal(logs.importId, "");
      assert.ok(follows);
    });

    it("stay in the one that EKS made, which is taken over as it is", async () => {
      const found = { "aws:cloudwatch/getLogGroups:getLogGroups": { logGroupNames: [LOG_GROUP, `${LOG_GROUP}-2`] } };
      const { logs } = await group([], { calls: found });
      assert.equal(logs.importId, LOG_GROUP);
      assert.deepEqual(logs.ignoreChanges, ["retentionInDays", "tags", "tagsAll"]);
    });

    it("end in the one that was taken over, from the next update on", async () => {
      const { logs } = await group([], {
        calls: {
          "aws:cloudwatch/getLogGroups:getLogGroups": { logGroupNames: [LOG_GROUP] },
          "pulumi:pulumi:readStackResourceOutputs": {
            outputs: { "urn:logs": { type: "aws:cloudwatch/logGroup:LogGroup", outputs: { name: LOG_GROUP } } },
          },
        },
      });
      assert.deepEqual([logs.importId, logs.ignoreChanges], ["", []]);
    });

    it("are no reason to fail where it can't be told whether they are there", async () => {
      for (const token of ["aws:cloudwatch/getLogGroups:getLogGroups", "pulumi:pulumi:readStackResourceOutputs"]) {
        const { logs } = await group([], { calls: { [token]: new Error("AccessDeniedException") } });
        assert.equal(logs.importId, "");
      }
    });
  });

  describe("that was made anew by hand", () => {
    const identifier = async (eksCluster: Record<string, unknown>) => {
      const recording = await recordWith([], {
        outputs: (type, inputs) =>
          type === "eks:index:Cluster"
            ? { eksCluster: { name: inputs["name"], ...eksCluster }, kubeconfigJson: KUBECONFIG }
            : (answers.outputs?.(type, inputs) ?? {}),
      });
      return new ResourceGraph(recording).get("cluster-provider").inputs["clusterIdentifier"];
    };
    const createdAt = "2027-03-01T10:00:00Z";

    it("is another one to all that is in it, though it has the same name", async () => {
      const one = await identifier({ createdAt, endpoint: "https://AAAA.gr7.ap-northeast-1.eks.amazonaws.com" });
      const other = await identifier({ createdAt, endpoint: "https://BBBB.gr7.ap-northeast-1.eks.amazonaws.com" });
      assert.notEqual(one, other);
    });

    it("is another one than that of the previous release, which stays the one that it was", async () => {
      const endpoint = "https://AAAA.gr7.ap-northeast-1.eks.amazonaws.com";
      const former = await identifier({ createdAt: "2026-10-01 09:00:00 +0000 UTC", endpoint });
      assert.equal(former, "ap-northeast-1/istio-test-cluster");
      assert.notEqual(await identifier({ createdAt, endpoint }), former);
    });
  });

  it("is protected with its network and nodes, and nothing else that may come and go", async () => {
    const { registrations } = await recordWith([[[CLUSTER, "protect"], true]]);
    const isProtected = registrations.filter(({ protect }) => protect).map(({ name }) => name);
    for (const name of ["cluster-eks", "cluster-network-vpc", "cluster-nodes-group"]) {
      assert.ok(isProtected.includes(name), `${name} is not protected`);
    }
    assert.deepEqual(
      isProtected.filter((name) => /coredns|access|provider|logs|istio|reviews/.test(name)),
      [],
    );
    assert.ok(recording.registrations.every(({ protect }) => !protect));
  });
});
