import { run } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Labels } from "../../mesh/traffic/foreign-service";
import { type ClusterReader } from "../cluster/cluster-reader";

/**
 * What is wrong with a gateway that others have installed: a Gateway whose labels no pod has opens no port, and nobody
 * is told.
 */
export async function foundGatewayProblems(cluster: ClusterReader, selector: Labels): Promise<Problem[]> {
  const labels = Object.entries(selector)
    .map(([label, value]) => `${label}=${value}`)
    .join(",");
  const pods = await cluster.list(`/api/v1/pods?labelSelector=${encodeURIComponent(labels)}`);
  if (!pods || pods.length > 0) return [];
  const message = `no pod of the cluster has the labels ${labels}, so that Bookinfo's Gateway would open no port: expected the labels of a gateway's pods`;
  const all = [...cluster.kubectl, "get", "pods", "--all-namespaces", "--show-labels"];
  return [{ path: ["istio", "gateway", "selector"], message, fix: run(all) }];
}
