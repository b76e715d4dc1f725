import { appendFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * A provider plugin in the place of AWS's, EKS's and Kubernetes': what it is asked to make it remembers only as outputs, and
 * every operation goes to a journal. Started by the engine, which names itself in the first argument.
 */
const journal = process.env["SIMULATED_AWS_JOURNAL"] ?? "";

type Properties = Readonly<Record<string, unknown>>;

/** What AWS, or a cluster's controllers, add to what was asked for. */
const MADE_UP: Readonly<Record<string, (inputs: Properties) => Properties>> = {
  "aws:iam/role:Role": () => ({ name: "nodes", arn: "arn:aws:iam::123456789012:role/nodes" }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "aws:eks/cluster:Cluster": () => ({ endpoint: "https://eks.example.com", vpcConfig: {} }),
  "kubernetes:core/v1:Service": () => ({
    status: { loadBalancer: { ingress: [{ hostname: "mesh-123.elb.ap-northeast-1.amazonaws.com" }] } },
  }),
};

const ANSWERS: Readonly<Record<string, Properties>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": {
    names: ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"],
    region: "ap-northeast-1",
  },
  "aws:index/getPartition:getPartition": { partition: "aws" },
};

/** How `aws eks get-token` is asked for tokens, as EKS's component writes it. */
const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "aws",
  clusters: [{ name: "kubernetes", cluster: { server: "https://eks.example.com" } }],
  contexts: [{ name: "aws", context: { cluster: "kubernetes", user: "aws" } }],
  users: [{ name: "aws", user: { exec: { command: "aws", args: ["eks", "get-token"] } } }],
});

const typeOf = (urn: string) => urn.split("::")[2]?.split("$").at(-1) ?? "";
const nameOf = (urn: string) => urn.split("::")[3] ?? "";

function note(operation: string, urn: string): void {
  appendFileSync(journal, `${operation} ${typeOf(urn)} ${nameOf(urn)}\n`);
}

function outputsOf(urn: string, inputs: Properties): Properties {
  return { ...inputs, ...MADE_UP[typeOf(urn)]?.(inputs), __inputs: inputs };
}

/** A cluster as EKS's component makes one, as far as the program and the order of things are concerned. */
class EksCluster extends pulumi.ComponentResource {
  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super("eks:index:Cluster", name, inputs, opts);
    const { name: clusterName, privateSubnetIds } = inputs as {
      name: pulumi.Input<string>;
      privateSubnetIds: pulumi.Input<string[]>;
    };
    const eksCluster = new aws.eks.Cluster(
      `${name}-eksCluster`,
      { name: clusterName, roleArn: "arn:aws:iam::123456789012:role/eks", vpcConfig: { subnetIds: privateSubnetIds } },
      { parent: this },
    );
    this.state = { eksCluster, kubeconfigJson: eksCluster.endpoint.apply(() => KUBECONFIG) };
    this.registerOutputs(this.state);
  }

  readonly state: pulumi.Inputs;
}

class SimulatedProvider implements pulumi.provider.Provider {
  readonly version = "99.0.0";

  check(_urn: string, _olds: unknown, news: unknown) {
    return Promise.resolve({ inputs: news });
  }

  diff(_id: string, _urn: string, olds: unknown, news: unknown) {
    return Promise.resolve({ changes: !isDeepStrictEqual((olds as Properties)["__inputs"], news) });
  }

  create(urn: string, inputs: unknown) {
    note("create", urn);
    return Promise.resolve({ id: `${nameOf(urn)}-id`, outs: outputsOf(urn, inputs as Properties) });
  }

  read(id: string, urn: string) {
    note("read", urn);
    return Promise.resolve({ id, props: outputsOf(urn, {}) });
  }

  update(_id: string, urn: string, _olds: unknown, news: unknown) {
    note("update", urn);
    return Promise.resolve({ outs: outputsOf(urn, news as Properties) });
  }

  delete(_id: string, urn: string) {
    note("delete", urn);
    return Promise.resolve();
  }

  construct(name: string, type: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    if (type !== "eks:index:Cluster") return Promise.reject(new Error(`unknown component ${type}`));
    const { urn, state } = new EksCluster(name, inputs, opts);
    return Promise.resolve({ urn, state });
  }

  invoke(token: string) {
    const answer = ANSWERS[token];
    return answer ? Promise.resolve({ outputs: answer }) : Promise.reject(new Error(`unexpected call of ${token}`));
  }
}

pulumi.provider.main(new SimulatedProvider(), process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
