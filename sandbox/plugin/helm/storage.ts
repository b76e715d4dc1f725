import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Cluster } from "../cluster/cluster";
import { type KubeObject } from "../cluster/object";
import { type JsonObject, numberAt, objectAt, stringAt } from "../wire/json";
import { type ReleaseKey } from "./arguments";

/** One revision of a release, as the labels of its record say. */
export interface Revision {
  readonly number: number;
  /** helm's word for it: deployed, failed, superseded, pending-install, pending-upgrade, pending-rollback, uninstalling, ... */
  readonly status: string;
  readonly labels: JsonObject;
  /** helm's record of the revision: a Secret in the release's namespace. */
  readonly record: KubeObject;
}

/** What helm recorded of a revision. */
export interface ReleaseRecord {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly status: string;
  /** Why it is in this state, in helm's words. */
  readonly description: string;
  readonly chart: { readonly name: string; readonly version: string; readonly appVersion: string };
  /** The values that were given, without the chart's own. */
  readonly values: JsonObject;
  /** All the objects, as YAML documents. */
  readonly manifest: string;
}

/** The revisions of a release, oldest first; none when there is no such release. */
export async function revisionsOf(
  cluster: Cluster,
  { name, namespace }: ReleaseKey,
  signal?: AbortSignal,
): Promise<readonly Revision[]> {
  const secrets = { apiVersion: "v1", kind: "Secret", namespace };
  const records = await cluster.list(secrets, { labels: `owner=helm,name=${name}` }, signal);
  return records
    .map((record): Revision => {
      const labels = objectAt(record, ["metadata", "labels"]);
      return {
        number: Number(stringAt(labels, ["version"]) ?? 0),
        status: stringAt(labels, ["status"]) ?? "unknown",
        labels,
        record,
      };
    })
    .sort((one, other) => one.number - other.number);
}

const unzip = promisify(gunzip);

/** Reads a revision's record: JSON, zipped and in base64, inside a Secret that is base64 again (helm.sh, storage driver). */
export async function readRecord({ record }: Revision): Promise<ReleaseRecord> {
  const encoded = Buffer.from(stringAt(record, ["data", "release"]) ?? "", "base64").toString("ascii");
  const release = JSON.parse((await unzip(Buffer.from(encoded, "base64"))).toString("utf8")) as JsonObject;
  const metadata = objectAt(release, ["chart", "metadata"]);
  return {
    name: stringAt(release, ["name"]) ?? "",
    namespace: stringAt(release, ["namespace"]) ?? "",
    revision: numberAt(release, ["version"]) ?? 0,
    status: stringAt(release, ["info", "status"]) ?? "unknown",
    description: stringAt(release, ["info", "description"]) ?? "",
    chart: {
      name: stringAt(metadata, ["name"]) ?? "",
      version: stringAt(metadata, ["version"]) ?? "",
      appVersion: stringAt(metadata, ["appVersion"]) ?? "",
    },
    values: objectAt(release, ["config"]),
    manifest: stringAt(release, ["manifest"]) ?? "",
  };
}
