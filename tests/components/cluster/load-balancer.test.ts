import assert from "node:assert/strict";
import { ResourceGraph } from "../graph";
import { type Answers, record, type Recording } from "../recorder";
import { asProgramSeesIt, onCluster, type StackConfig, stackConfig, startTestCluster, withValue } from "../stack";
import { answers } from "./eks-answers";
import { after as afterUpdate } from "./former-state";

const GATEWAY = ["bookinfo-mesh:istio", "gateway"];
const dev = stackConfig("dev");
const withBalancer = (loadBalancer: object) => withValue(dev, [...GATEWAY, "loadBalancer"], loadBalancer);
const run = (config: StackConfig, asked: Answers = answers) => record(asProgramSeesIt(config), asked);

interface Service {
  readonly type: string;
  readonly loadBalancerClass?: string;
  readonly ports?: readonly { readonly port: number }[];
  readonly annotations: Readonly<Record<string, string>>;
}

function serviceOf(recording: Recording): Service {
  const { inputs } = new ResourceGraph(recording).get("istio-gateway", ":Release");
  return (inputs["values"] as { service: Service }).service;
}

describe("the load balancer of a new stack on EKS", () => {
  let recording: Recording;
  let graph: ResourceGraph;
  before(async () => {
    recording = await run(dev);
    graph = new ResourceGraph(recording);
  });

  it("is made by AWS' controller, open to the internet on the ports that are served alone", () => {
    const { loadBalancerClass, ports, annotations } = serviceOf(recording);
    assert.equal(loadBalancerClass, "service.k8s.aws/nlb");
    assert.deepEqual(
      ports?.map(({ port }) => port),
      [80],
    );
    assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"], "internet-facing");
    assert.equal(annotations["service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"], "ip");
  });

  it("has a controller that outlives it, and that can do without a node's metadata", () => {
    graph.assertOrder("cluster-load-balancers-permissions", "cluster-load-balancers-release");
    graph.assertOrder("cluster-load-balancers-identity", "cluster-load-balancers-release");
    assert.ok(graph.follows(graph.get("istio-gateway", ":Release"), graph.get("cluster-load-balancers-release")));
    const { values, chart, version } = graph.get("cluster-load-balancers-release").inputs;
    assert.equal(chart, "aws-load-balancer-controller");
    assert.match(String(version), /^\d+\.\d+\.\d+$/);
    const { clusterName, region, vpcId, enableServiceMutatorWebhook } = values as Record<string, unknown>;
    assert.deepEqual(
      { clusterName, region, vpcId, enableServiceMutatorWebhook },
      {
        clusterName: "istio-test-cluster",
        region: "ap-northeast-1",
        vpcId: "cluster-network-vpc-id",
        enableServiceMutatorWebhook: false,
      },
    );
  });

  it("has its own checks decide when a pod of the gateway is ready", () => {
    const label = "elbv2.k8s.aws/pod-readiness-gate-inject";
    assert.deepEqual(graph.get("istio-namespace").inputs["metadata"], {
      name: "istio-system",
      labels: { [label]: "enabled" },
    });
  });

  it("has a controller with a role of its own, for its ServiceAccount alone", () => {
    const { namespace, serviceAccount, clusterName } = graph.get("cluster-load-balancers-identity").inputs;
    assert.deepEqual(
      [clusterName, namespace, serviceAccount],
      ["istio-test-cluster", "kube-system", "aws-load-balancer-controller"],
    );
    const trust = JSON.parse(String(graph.get("cluster-load-balancers-role").inputs["assumeRolePolicy"])) as {
      Statement: { Principal: unknown; Action: string[] }[];
    };
    assert.deepEqual(trust.Statement[0]?.Principal, { Service: "pods.eks.amazonaws.com" });
    assert.deepEqual(trust.Statement[0]?.Action, ["sts:AssumeRole", "sts:TagSession"]);
  });

  it("has a controller that may remove nothing but what bears its mark, and listeners", () => {
    const text = String(graph.get("cluster-load-balancers-permissions").inputs["policy"]);
    const { Statement } = JSON.parse(text) as {
      Statement: { Action: string[]; Condition?: { Null?: Record<string, string> } }[];
    };
    const free = Statement.filter(
      ({ Condition }) => Condition?.Null?.["aws:ResourceTag/elbv2.k8s.aws/cluster"] !== "false",
    );
    const removals = free.flatMap(({ Action }) => Action).filter((action) => /:(Delete|Modify|Remove)/.test(action));
    assert.deepEqual(removals.sort(), [
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:ModifyListener",
      "elasticloadbalancing:RemoveListenerCertificates",
      "elasticloadbalancing:RemoveTags",
    ]);
    assert.doesNotMatch(text, /[":]\*"[^}]*"Effect"|"Action":\["\*"\]/);
  });
});

describe("the load balancer of a stack that has one", () => {
  const inTree = withBalancer({ controller: "in-tree" });

  it("is not given another controller: what has made it is pinned by the command that is told", async () => {
    const state = afterUpdate(await run(inTree), answers);
    await assert.rejects(run(dev, state), {
      message:
        "bookinfo-mesh:istio.gateway.loadBalancer.controller: the load balancer of istio-system/istio-ingressgateway was made by the controller in-tree, not by aws-load-balancer-controller: a Service keeps its controller as long as it has a load balancer\n" +
        "  to fix:  pulumi config set --path bookinfo-mesh:istio.gateway.loadBalancer.controller in-tree   # keeps it; docs/aws.md has the two steps that change it, with an outage between them",
    });
    await run(inTree, state);
  });

  it("is that of a stack of the previous release, which named no class", async () => {
    const former = {
      type: "LoadBalancer",
      annotations: { "service.beta.kubernetes.io/aws-load-balancer-type": "nlb" },
    };
    await assert.rejects(run(dev, stateWith(former)), /by the controller in-tree, not by /);
  });

  for (const [what, service] of [
    ["none of a NodePort", { type: "NodePort" }],
    ["one of a class that nothing here knows", { type: "LoadBalancer", loadBalancerClass: "example.com/other" }],
    ["one of the same controller", { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" }],
  ] as const) {
    it(`is not in the way: ${what}`, async () => void (await run(dev, stateWith(service))));
  }

  it("takes a NodePort's update in between to get another controller", async () => {
    const state = afterUpdate(await run(inTree), answers);
    const between = await run(withValue(dev, [...GATEWAY, "service"], "NodePort"), state);
    await run(dev, afterUpdate(between, answers));
  });

  it("has neither the newer controller nor its annotations where the controller in-tree is pinned", async () => {
    const recording = await run(inTree);
    assert.ok(!recording.registrations.some(({ name }) => name.startsWith("cluster-load-balancers")));
    const service = serviceOf(recording);
    assert.equal(service.loadBalancerClass, undefined);
    assert.deepEqual(
      service.ports?.map(({ port }) => port),
      [80],
    );
  });

  /** The answers to a program whose stack has a gateway with such a Service. */
  function stateWith(service: object): Answers {
    const outputs = { name: "istio-ingressgateway", namespace: "istio-system", values: { service } };
    const state = { outputs: { gateway: { type: "kubernetes:helm.sh/v3:Release", outputs } } };
    return { ...answers, calls: { ...answers.calls, "pulumi:pulumi:readStackResourceOutputs": state } };
  }
});

describe("the load balancer of a cluster that exists", () => {
  it("is asked for as ever: nothing is said to a controller that is not known", async () => {
    const cluster = await startTestCluster();
    try {
      const config = withValue(onCluster(stackConfig("local"), cluster), [...GATEWAY, "service"], "LoadBalancer");
      assert.deepEqual(serviceOf(await run(config)), { type: "LoadBalancer" });
    } finally {
      await cluster.remove();
    }
  });
});
