import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface KubeconfigOptions {
  readonly profileName?: pulumi.Input<string> | undefined;
  readonly roleArn?: pulumi.Input<string> | undefined;
}

/**
 * A kubeconfig that has `aws eks get-token` asked for a token, as generateKubeconfig in cluster/cluster.ts writes it.
 */
export function kubeconfigOf(
  cluster: Pick<aws.eks.Cluster, "name" | "endpoint" | "arn" | "certificateAuthority">,
  options: pulumi.Input<KubeconfigOptions>,
): pulumi.Output<string> {
  return pulumi
    .all([cluster.name, cluster.endpoint, cluster.arn, cluster.certificateAuthority, options])
    .apply(([name, server, arn, authority, { profileName, roleArn }]) => {
      const args = ["--region", arn.split(":")[3], "eks", "get-token", "--cluster-name", name, "--output", "json"];
      const role = roleArn ? ["--role", roleArn] : [];
      const profile = profileName ? ["--profile", profileName] : [];
      const apiVersion = "client.authentication.k8s.io/v1beta1";
      const env = [{ name: "KUBERNETES_EXEC_INFO", value: `{"apiVersion": "${apiVersion}"}` }];
      const exec = { apiVersion, command: "aws", args: [...args, ...role, ...profile], env };
      return JSON.stringify({
        apiVersion: "v1",
        clusters: [{ cluster: { server, "certificate-authority-data": authority.data }, name: "kubernetes" }],
        contexts: [{ context: { cluster: "kubernetes", user: "aws" }, name: "aws" }],
        "current-context": "aws",
        kind: "Config",
        users: [{ name: "aws", user: { exec } }],
      });
    });
}
