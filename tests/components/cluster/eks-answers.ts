import { type Answers } from "../recorder";

/** The kubeconfig of the cluster that EKS makes. */
export const KUBECONFIG = JSON.stringify({ users: [{ name: "aws", user: { exec: { command: "aws" } } }] });

/** What AWS and the cluster answer, as far as the program reads it. */
export const answers: Answers = {
  outputs: (type, inputs) => {
    if (type === "eks:index:Cluster") {
      const roleArn = "arn:aws:iam::123456789012:role/cluster-eks-eksRole-role-1234567";
      const vpcConfig = { clusterSecurityGroupId: "sg-of-the-cluster" };
      return { eksCluster: { name: inputs["name"], roleArn, vpcConfig }, kubeconfigJson: KUBECONFIG };
    }
    if (type === "kubernetes:core/v1:Service") {
      return { status: { loadBalancer: { ingress: [{ hostname: "mesh-123.elb.ap-northeast-1.amazonaws.com" }] } } };
    }
    if (type === "aws:kms/key:Key") return { arn: "arn:aws:kms:ap-northeast-1:123456789012:key/made" };
    if (type === "aws:ec2/launchTemplate:LaunchTemplate") return { latestVersion: 1 };
    return {};
  },
  calls: {
    "aws:index/getAvailabilityZones:getAvailabilityZones": {
      names: ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"],
      zoneIds: ["apne1-az4", "apne1-az1", "apne1-az2"],
      region: "ap-northeast-1",
    },
    "aws:index/getPartition:getPartition": { partition: "aws" },
  },
};
