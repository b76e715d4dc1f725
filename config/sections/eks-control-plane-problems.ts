import { type Path } from "../../mesh/config-path";
import { set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf } from "../value";
import { type EksInput } from "./cluster-schema";

/**
 * What is wrong with how the API server is reached and what encrypts its Secrets, each value being right by itself.
 * `written` is the cluster's section without its defaults.
 */
export function controlPlaneProblems(
  cluster: Reading<EksInput>,
  written: unknown,
  region: string | undefined,
): Problem[] {
  const isInOwnNetwork = fieldOf(fieldOf(written, "network"), "vpcId") === undefined;
  return [
    ...endpointProblems(cluster.field("endpoint"), isInOwnNetwork),
    ...keyProblems(cluster.field("secretsKey").valid, region),
  ];
}

/**
 * Without its public side the API server answers the cluster's network alone, and whatever is connected to that
 * (docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html). To a network that the stack makes nothing is.
 */
function endpointProblems(endpoint: Reading<EksInput["endpoint"]>, isInOwnNetwork: boolean): Problem[] {
  if (endpoint.field("public").valid !== false) return [];
  const path = (name: string): Path => ["cluster", "endpoint", name];
  const open = set(path("public"), true, "and list who may connect in cluster.endpoint.cidrs");
  if (endpoint.field("cidrs").valid !== undefined) {
    const message = "lists networks on the internet, but cluster.endpoint.public is false, so none of them can connect";
    return [{ path: path("cidrs"), message, fix: set(path("public"), true, "or remove cluster.endpoint.cidrs") }];
  }
  if (!isInOwnNetwork) return [];
  const message =
    "is false, but the stack makes a new network that nothing is connected to: neither Pulumi nor you could reach the API server; expected true, or cluster.network.vpcId with a VPC that you can reach";
  return [{ path: path("public"), message, fix: open }];
}

/** EKS takes a key of the cluster's own region (docs.aws.amazon.com/eks/latest/userguide/enable-kms.html). */
function keyProblems(key: string | undefined, region: string | undefined): Problem[] {
  const at = key?.split(":")[3];
  if (at === undefined || region === undefined || at === region) return [];
  const path: Path = ["cluster", "secretsKey"];
  const message = `is a key in ${at}, and the cluster is in ${region}: expected a key of its region`;
  return [{ path, message, fix: set(path, "new", "or the ARN of a key there") }];
}
