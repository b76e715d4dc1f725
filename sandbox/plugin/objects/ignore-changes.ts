import { type KubeObject } from "../cluster/object";
import { valueAt, withValueAt } from "../wire/json";
import { parsePathPattern, pathsMatching } from "../wire/property-path";

/**
 * Inputs that leave ignored places as the cluster has them: what another controller has set there since (a number of
 * replicas, say) is neither set back nor fought over.
 */
export function withIgnoredFromLive(
  inputs: KubeObject,
  live: KubeObject,
  ignoreChanges: readonly string[],
): KubeObject {
  return ignoreChanges
    .flatMap((pattern) => pathsMatching(inputs, parsePathPattern(pattern)))
    .reduce((object: KubeObject, path) => {
      const current = valueAt(live, path);
      return current === undefined ? object : withValueAt(object, path, current);
    }, inputs);
}
