import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { loadBalancerPolicy } from "./load-balancer-policy";

export interface LoadBalancerControllerArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
}

const NAMESPACE = "kube-system";
const NAME = "aws-load-balancer-controller";

/** The chart's version, which is the controller's as well (github.com/kubernetes-sigs/aws-load-balancer-controller). */
const VERSION = "3.5.0";

/**
 * The AWS Load Balancer Controller, with a role of its own by EKS Pod Identity: it makes the load balancers of Services
 * that name its class. They must be gone before it goes.
 */
export class LoadBalancerController extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:LoadBalancerController";

  readonly release: k8s.helm.v3.Release;

  constructor(name: string, args: LoadBalancerControllerArgs, opts: pulumi.ComponentResourceOptions) {
    super(LoadBalancerController.__pulumiType, name, {}, opts);
    const own = { parent: this };

    const { partition } = aws.getPartitionOutput({}, own);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "pods.eks.amazonaws.com" },
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ],
        }),
      },
      own,
    );
    const permissions = new aws.iam.RolePolicy(
      `${name}-permissions`,
      { role: role.name, policy: partition.apply((one) => JSON.stringify(loadBalancerPolicy(one))) },
      own,
    );
    const identity = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      { clusterName: args.clusterName, namespace: NAMESPACE, serviceAccount: NAME, roleArn: role.arn },
      own,
    );

    this.release = new k8s.helm.v3.Release(
      `${name}-release`,
      {
        name: NAME,
        namespace: NAMESPACE,
        chart: NAME,
        version: VERSION,
        repositoryOpts: { repo: "https://aws.github.io/eks-charts" },
        values: {
          clusterName: args.clusterName,
          // It can't ask a node for these two: nodes answer no pod (one hop for their metadata).
          region: args.region,
          vpcId: args.vpcId,
          serviceAccount: { create: true, name: NAME },
          // While that webhook is down, no Service of the whole cluster could be made; ours name their class
          // themselves.
          enableServiceMutatorWebhook: false,
          // Not used here, and not allowed to the role.
          enableShield: false,
          enableWaf: false,
          enableWafv2: false,
          replicaCount: 2,
          podDisruptionBudget: { maxUnavailable: 1 },
          resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
        atomic: false,
        skipAwait: false,
        timeout: 600,
        maxHistory: 5,
      },
      // Without its rights it makes no load balancer, and takes none down.
      { ...own, dependsOn: [permissions, identity] },
    );
    this.registerOutputs();
  }
}
