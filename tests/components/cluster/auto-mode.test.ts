import assert from "node:assert/strict";
import * as fc from "fast-check";
import { autoModeTagPolicy } from "../../../components/cluster/auto-mode-tag-policy";
import { ResourceGraph } from "../graph";
import { type Answers, record } from "../recorder";
import { asProgramSeesIt, stackConfig, withValue } from "../stack";
import { answers } from "./eks-answers";

const CLASS = "cluster-auto-nodes-class";
const POOL = "cluster-auto-nodes-pool";
const ROLE = { name: "the-role", arn: "arn:aws:iam::123456789012:role/the-role" };
const tags = { project: "bookinfo-mesh", stack: "test", owner: "platform" };

describe("a cluster of EKS Auto Mode", () => {
  let graph: ResourceGraph;
  before(async () => {
    const tagged = withValue(stackConfig("dev"), ["bookinfo-mesh:tags"], { owner: "platform" });
    const auto = withValue(tagged, ["bookinfo-mesh:cluster"], { kind: "eks", autoMode: true });
    const balanced = withValue(auto, ["bookinfo-mesh:istio", "gateway", "loadBalancer", "controller"], "auto-mode");
    const outputs: Answers["outputs"] = (type, inputs) =>
      type === "aws:iam/role:Role" ? ROLE : (answers.outputs?.(type, inputs) ?? {});
    graph = new ResourceGraph(await record(asProgramSeesIt(balanced), { ...answers, outputs }));
  });
  const inputs = (name: string) => graph.get(name).inputs;
  const spec = (name: string) => inputs(name)["spec"] as Record<string, unknown>;

  it("has none of the built-in node pools, whose nodes take no tags, and so no role for them", () => {
    const expected = { enabled: true, createNodeRole: false, computeConfig: { nodePools: [] } };
    assert.deepEqual(inputs("cluster-eks")["autoMode"], expected);
  });

  it("has no node group, and no addon that is built in", () => {
    assert.deepEqual(
      [inputs("cluster-eks")["vpcCniOptions"], inputs("cluster-eks")["kubeProxyAddonOptions"]],
      [undefined, undefined],
    );
    for (const name of ["cluster-nodes-group", "cluster-coredns", "cluster-eks-pod-identity-agent"]) {
      assert.throws(() => graph.get(name));
    }
    assert.ok(graph.get("cluster-metrics-server"));
  });

  it("has nodes with the stack's tags, in the private subnets and the cluster's own security group", () => {
    assert.deepEqual(spec(CLASS), {
      role: ROLE.name,
      subnetSelectorTerms: [{ id: "cluster-network-private-0-id" }, { id: "cluster-network-private-1-id" }],
      securityGroupSelectorTerms: [{ id: "sg-of-the-cluster" }],
      tags,
    });
  });

  it("has a NodePool of that NodeClass, which goes once its nodes are gone", () => {
    const { template } = spec(POOL) as { template: { spec: { nodeClassRef: unknown } } };
    const { name } = inputs(CLASS)["metadata"] as { name: string };
    assert.deepEqual(template.spec.nodeClassRef, { group: "eks.amazonaws.com", kind: "NodeClass", name });
    assert.ok(!["default", "general-purpose", "system"].includes(name), `${name} is EKS's own`);
    const { annotations } = inputs(POOL)["metadata"] as { annotations: unknown };
    assert.deepEqual(annotations, { "pulumi.com/deletionPropagationPolicy": "foreground" });
  });

  it("lets its nodes join", () => {
    assert.equal(inputs("cluster-auto-nodes-entry")["type"], "EC2");
    const policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy";
    assert.equal(inputs("cluster-auto-nodes-entry-policy")["policyArn"], policy);
  });

  it("has a storage class with a parameter for each tag", () => {
    const { provisioner, parameters } = inputs("cluster-storage");
    assert.equal(provisioner, "ebs.csi.eks.amazonaws.com");
    assert.deepEqual(parameters, {
      type: "gp3",
      encrypted: "true",
      tagSpecification_1: "project=bookinfo-mesh",
      tagSpecification_2: "stack=test",
      tagSpecification_3: "owner=platform",
    });
  });

  it("has a load balancer with the tags", () => {
    const { service } = inputs("istio-gateway")["values"] as { service: { annotations: Record<string, string> } };
    assert.equal(
      service.annotations["service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags"],
      "project=bookinfo-mesh,stack=test,owner=platform",
    );
  });

  it("lets its own role put them on what EKS makes", () => {
    assert.equal(inputs("cluster-auto-nodes-tags")["role"], "cluster-eks-eksRole-role-1234567");
    assert.deepEqual(JSON.parse(String(inputs("cluster-auto-nodes-tags")["policy"])), autoModeTagPolicy("aws"));
  });

  it("has its nodes before all that runs on them, and after what they need", () => {
    graph.assertOrder("cluster-auto-nodes-tags", CLASS, POOL, "cluster-metrics-server", "cluster-provider");
    graph.assertOrder("cluster-auto-nodes-AmazonEKSWorkerNodeMinimalPolicy", CLASS);
    graph.assertOrder("cluster-auto-nodes-entry", "cluster-auto-nodes-entry-policy", CLASS);
    graph.assertOrder("cluster-network-private-nat", CLASS);
    graph.assertOrder(POOL, "cluster-storage");
    graph.assertOrder(POOL, "istio-istiod");
  });
});

interface Document {
  readonly Statement: readonly {
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition: Readonly<Record<string, unknown>>;
  }[];
}

describe("what the role of EKS Auto Mode may tag", () => {
  it("is of its own cluster alone, in each partition", () => {
    fc.assert(
      fc.property(fc.constantFrom("aws", "aws-cn", "aws-us-gov"), (partition) => {
        const { Statement } = JSON.parse(JSON.stringify(autoModeTagPolicy(partition))) as Document;
        for (const { Condition, Resource, Action } of Statement) {
          const { StringEquals } = Condition;
          assert.deepEqual(StringEquals, {
            "aws:RequestTag/eks:eks-cluster-name": "${aws:PrincipalTag/eks:eks-cluster-name}",
          });
          for (const one of [Resource].flat()) assert.match(one, new RegExp(`^(\\*|arn:${partition}:.*)$`));
          for (const action of [Action].flat())
            assert.match(String(action), /^(ec2|elasticloadbalancing):(Create\w+|RunInstances)$/);
        }
      }),
    );
  });
});
