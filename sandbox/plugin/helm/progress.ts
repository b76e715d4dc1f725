import { readinessCheckFor } from "../await/registry";
import { type Cluster } from "../cluster/cluster";
import { describeKey, keyOf, type KubeObject, namespaceOf } from "../cluster/object";
import { withValueAt } from "../wire/json";
import { type ReleaseKey } from "./arguments";
import { objectsOf } from "./manifest";
import { readRecord, revisionsOf } from "./storage";

/** What the newest revision of a release still waits for, and why: one sentence for each object that is not ready. */
export async function unreadyObjects(
  cluster: Cluster,
  key: ReleaseKey,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const newest = (await revisionsOf(cluster, key, signal)).at(-1);
  if (newest === undefined) return [];
  const { manifest } = await readRecord(newest);
  const sentences = await Promise.all(
    objectsOf(manifest).map((object) => unreadiness(cluster, inNamespace(object, key.namespace), signal)),
  );
  return sentences.flat();
}

async function unreadiness(cluster: Cluster, object: KubeObject, signal: AbortSignal): Promise<readonly string[]> {
  const check = readinessCheckFor(object);
  if (check === undefined) return [];
  const key = keyOf(object);
  const live = await cluster.find(key, signal);
  if (live === undefined) return [`${describeKey(key)} does not exist`];
  const readiness = await check(live, cluster, signal);
  if (readiness.state === "ready") return [];
  return [[`${describeKey(key)}: ${readiness.summary}`, ...readiness.reasons].join("; ")];
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return namespaceOf(object) === undefined ? withValueAt(object, ["metadata", "namespace"], namespace) : object;
}

/** How often to tell what is being waited for, in milliseconds. */
const INTERVAL = 2_000;

/** Tells every now and then what a release waits for, while helm says nothing. Returns how to stop. */
export function reportProgress(
  cluster: Cluster,
  key: ReleaseKey,
  status: (message: string) => void,
  signal: AbortSignal,
): () => void {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    unreadyObjects(cluster, key, signal)
      .then((unready) => {
        if (unready.length > 0) status(unready.join("; "));
      })
      // Progress is a courtesy: helm itself reports what goes wrong.
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, INTERVAL);
  return () => clearInterval(timer);
}
