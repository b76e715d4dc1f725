import { type Account, part, parts, text, texts, type Thing, TYPES } from "./account";
import { type Change } from "./rules/rule";

/**
 * What AWS and the cluster's controllers make and take away by themselves as the stack changes. The stack knows nothing
 * of it, and yet it is in the way of what is to be removed.
 *
 * - A control plane has interfaces in its subnets, a security group, and its logs have a group that outlives it
 *   (terraform-aws-eks #920).
 * - The nodes of EKS Auto Mode are in the subnets of their NodeClass, and go with their NodePool.
 * - The network plugin gives nodes more interfaces, and takes them away again only where it still runs and may
 *   (pulumi-eks #779).
 * - A load balancer has a security group and interfaces of its own; what made it takes it away, if it still runs.
 */
export function actByItself(change: Change, account: Account, environment: Environment): void {
  const act = ACTIONS[`${change.operation} ${change.type}`];
  act?.(change, account, environment);
}

/** What an experiment has AWS do. */
export interface Environment {
  /** Whether interfaces and the load balancer's security group stay behind, as sometimes they do. */
  readonly leaves: boolean;
}

type Action = (change: Change, account: Account, environment: Environment) => void;

const ACTIONS: Readonly<Record<string, Action>> = {
  [`create ${TYPES.cluster}`]: (change, account) => {
    const subnets = texts(part(change, "vpcConfig"), "subnetIds");
    for (const subnetId of subnets) account.put(made(TYPES.interface, `eks ${change.id}`, { subnetId }));
    account.put(made(TYPES.ownGroup, `eks-cluster-sg-${change.id}`, { vpcId: vpcOf(subnets, account) }));
    const name = `/aws/eks/${change.id}/cluster`;
    if (texts(change, "enabledClusterLogTypes").length > 0 && !account.find(TYPES.logGroup, name)) {
      account.put({ type: TYPES.logGroup, id: name, name: "made by EKS", inputs: { name } });
    }
  },
  [`delete ${TYPES.cluster}`]: ({ id }, account) => {
    takeAway(account, TYPES.interface, `eks ${id}`);
    const leaked = account.all(TYPES.interface).some(({ name }) => name.startsWith("aws-K8S"));
    if (!leaked) takeAway(account, TYPES.ownGroup, `eks-cluster-sg-${id}`);
  },
  [`create ${TYPES.nodeGroup}`]: (change, account) => {
    for (const subnetId of texts(change, "subnetIds")) {
      account.put(made(TYPES.interface, `node ${change.id}`, { subnetId }));
      account.put(made(TYPES.interface, `aws-K8S ${change.id}`, { subnetId }));
    }
  },
  [`delete ${TYPES.nodeGroup}`]: (change, account, { leaves }) => {
    takeAway(account, TYPES.interface, `node ${change.id}`);
    const cluster = text(change, "clusterName");
    const plugin = account
      .all(TYPES.addon)
      .some((addon) => text(addon, "clusterName") === cluster && text(addon, "addonName") === "vpc-cni");
    const allowed = account
      .all(TYPES.rolePolicyAttachment)
      .some((one) => text(one, "policyArn").endsWith("/AmazonEKS_CNI_Policy"));
    if (plugin && allowed && !leaves) takeAway(account, TYPES.interface, `aws-K8S ${change.id}`);
  },
  [`create ${TYPES.nodePool}`]: (change, account) => {
    const subnets = account.all(TYPES.nodeClass).flatMap((one) => parts(part(one, "spec"), "subnetSelectorTerms"));
    for (const subnet of subnets)
      account.put(made(TYPES.interface, `node ${change.id}`, { subnetId: text(subnet, "id") }));
  },
  [`delete ${TYPES.nodePool}`]: ({ id }, account) => takeAway(account, TYPES.interface, `node ${id}`),
  [`create ${TYPES.release}`]: (change, account) => {
    if (!makesLoadBalancer(change)) return;
    if (!controllerRuns(change, account)) {
      throw new Error(`the Service of ${change.id} gets no address: nothing runs that makes its load balancer`);
    }
    const [subnet] = account.all(TYPES.subnet).filter((one) => "kubernetes.io/role/elb" in part(one, "tags").inputs);
    if (!subnet) throw new Error("no subnet is tagged for a load balancer: the Service never gets an address");
    account.put(made(TYPES.loadBalancer, change.id, { subnetId: subnet.id }));
    account.put(made(TYPES.ownGroup, `k8s-elb-${change.id}`, { vpcId: text(subnet, "vpcId") }));
  },
  [`delete ${TYPES.release}`]: (change, account, { leaves }) => {
    if (!makesLoadBalancer(change)) return;
    if (!controllerRuns(change, account)) {
      throw new Error(
        `the Service of ${change.id} keeps its finalizer: nothing runs that takes its load balancer down`,
      );
    }
    takeAway(account, TYPES.loadBalancer, change.id);
    if (!leaves) takeAway(account, TYPES.ownGroup, `k8s-elb-${change.id}`);
  },
};

function made(type: string, name: string, inputs: Thing["inputs"]): Thing {
  return { type, id: [name, ...Object.values(inputs)].join(" "), name, inputs };
}

function takeAway(account: Account, type: string, name: string): void {
  for (const thing of account.all(type)) if (thing.name === name) account.remove(thing);
}

function vpcOf([subnet = ""]: readonly string[], account: Account): string {
  const found = account.find(TYPES.subnet, subnet);
  return found ? text(found, "vpcId") : "";
}

/** Istio's gateway chart makes a Service of type LoadBalancer unless its values say another. */
function makesLoadBalancer({ inputs }: Pick<Change, "inputs">): boolean {
  const chart = text({ inputs }, "chart");
  const type = text(part(part({ inputs }, "values"), "service"), "type");
  return /(^|\/)gateway(-[\d.]+\.tgz)?$/.test(chart) && (type === "" || type === "LoadBalancer");
}

/**
 * Whether what makes load balancers of a Service's class runs, and may: EKS' own controllers as long as there is a
 * cluster, AWS' Load Balancer Controller where it is installed, has a node and its role.
 */
function controllerRuns(change: Pick<Change, "inputs">, account: Account): boolean {
  const ofClass = text(part(part(change, "values"), "service"), "loadBalancerClass");
  const clusters = account.all(TYPES.cluster);
  if (ofClass === "eks.amazonaws.com/nlb") {
    return clusters.some((cluster) => part(cluster, "computeConfig").inputs["enabled"] === true);
  }
  if (ofClass === "") return clusters.length > 0;
  const name = "aws-load-balancer-controller";
  const installed = account.all(TYPES.release).some((release) => text(release, "chart") === name);
  const allowed = account.all(TYPES.podIdentityAssociation).some((one) => text(one, "serviceAccount") === name);
  return installed && allowed && account.all(TYPES.nodeGroup).length > 0;
}
