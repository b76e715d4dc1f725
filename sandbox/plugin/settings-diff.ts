import { isDeepStrictEqual } from "node:util";
import { clusterIdentity, selectKubeconfig } from "./cluster/kubeconfig";
import { type Change, type DiffResult } from "./resource-handler";
import { readSettings } from "./settings";
import { type JsonObject } from "./wire/json";
import { hasUnknown } from "./wire/properties";

/** The settings that decide which cluster a provider speaks to. */
const CLUSTER_SETTINGS: ReadonlySet<string> = new Set(["kubeconfig", "context", "cluster"]);

/**
 * Which settings of a provider changed, and whether the provider must be replaced for it, and with it every object
 * that it made. Only another cluster is a reason. `clusterIdentifier`, where given, decides that alone; otherwise the
 * server and certificate authority do, and settings that a preview does not know yet count as another cluster.
 */
export function diffSettings(olds: JsonObject, news: JsonObject): DiffResult {
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    .filter((key) => key !== "version" && !isDeepStrictEqual(olds[key], news[key]))
    .sort();
  const replacing = replacingKeys(olds, news, changed);
  const changes = changed.map((key): readonly [string, Change] => [
    key,
    {
      kind: olds[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update",
      replaces: replacing.has(key),
    },
  ]);
  return { changes: new Map(changes), deleteBeforeReplace: false };
}

function replacingKeys(olds: JsonObject, news: JsonObject, changed: readonly string[]): ReadonlySet<string> {
  const [before, after] = [olds["clusterIdentifier"], news["clusterIdentifier"]];
  if (before && after) return new Set(before === after ? [] : ["clusterIdentifier"]);
  const suspects = changed.filter((key) => CLUSTER_SETTINGS.has(key));
  if (suspects.some((key) => hasUnknown(news[key]))) return new Set(suspects);
  const [oldCluster, newCluster] = [identityOf(olds), identityOf(news)];
  const moved = oldCluster !== undefined && newCluster !== undefined && oldCluster !== newCluster;
  return new Set(moved ? suspects : []);
}

/** Undefined when the kubeconfig cannot be read (any more): then nothing is known, and nothing replaced. */
function identityOf(inputs: JsonObject): string | undefined {
  try {
    return clusterIdentity(selectKubeconfig(readSettings(inputs)));
  } catch {
    return undefined;
  }
}
