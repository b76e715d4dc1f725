import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { type Kubectl } from "../../node/kubectl";

/** A Helm release of the stack, by where Helm keeps it. */
export interface StackRelease {
  readonly namespace: string;
  readonly name: string;
  /** Whether the stack's state has it; else an update was making it when it died. */
  readonly inState: boolean;
}

/**
 * One revision of a release: a Secret in the release's namespace, which says in its labels what it is (helm.sh, storage
 * backends).
 */
export interface HelmRecord {
  readonly secret: string;
  readonly namespace: string;
  readonly release: string;
  readonly revision: number;
  /**
   * Helm's word: deployed, failed, superseded, pending-install, pending-upgrade, pending-rollback, uninstalling, ...
   */
  readonly status: string;
}

/** What the stack is about to be: brought up, or taken down. */
export type Goal = "up" | "destroy";

/**
 * Which records must go so that Helm takes up these releases again. Helm refuses for ever to touch a release whose
 * operation died (pulumi-kubernetes issue 2054), and to install one under a name that has a record. Without the records
 * of a release an install adopts the objects that are there: they carry its name. Without its last record a release is
 * what it was before.
 */
export function recordsInTheWay(
  goal: Goal,
  releases: readonly StackRelease[],
  records: readonly HelmRecord[],
): HelmRecord[] {
  return releases.flatMap(({ namespace, name, inState }) => {
    const own = records
      .filter((record) => record.namespace === namespace && record.release === name)
      .sort((one, other) => one.revision - other.revision);
    const last = own.at(-1);
    if (last === undefined) return [];
    if (!inState) return own;
    // Helm uninstalls whatever the state of a release is.
    if (goal === "destroy") return [];
    // Part of an uninstalling release is gone: only an install brings all of it back.
    if (last.status === "uninstalling") return own;
    return last.status.startsWith("pending-") ? [last] : [];
  });
}

const secrets = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        labels: z.object({ name: z.string(), status: z.string(), version: z.coerce.number() }),
      }),
      data: z.object({ release: z.string() }),
    }),
  ),
});

/** Takes away what keeps Helm from these releases; gives back the names of those that it was about. */
export async function freeReleases(kubectl: Kubectl, goal: Goal, releases: readonly StackRelease[]): Promise<string[]> {
  const listing = await kubectl(["get", "secrets", "--all-namespaces", "--selector=owner=helm", "--output=json"]);
  const records = secrets.parse(JSON.parse(listing)).items.map(({ metadata: { name, namespace, labels }, data }) => ({
    ...{ secret: name, namespace, release: labels.name, revision: labels.version, status: labels.status },
    content: data.release,
  }));
  const inTheWay = new Set(recordsInTheWay(goal, releases, records));
  for (const record of records.filter((record) => inTheWay.has(record))) {
    // No state leads a destroy to what the release has made already.
    if (goal === "destroy") await deleteObjects(kubectl, record.namespace, manifestOf(record.content));
    await kubectl(["delete", "secret", record.secret, `--namespace=${record.namespace}`, "--ignore-not-found"]);
  }
  return [...new Set([...inTheWay].map(({ namespace, release }) => `${namespace}/${release}`))];
}

/** The objects of a revision. Helm keeps them as JSON, zipped and in base64, in a Secret that is base64 again. */
export function manifestOf(content: string): unknown[] {
  const zipped = Buffer.from(Buffer.from(content, "base64").toString("ascii"), "base64");
  const { manifest } = z.object({ manifest: z.string() }).parse(JSON.parse(gunzipSync(zipped).toString("utf8")));
  return parseAllDocuments(manifest)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null && !isKept(object));
}

/** Whether a chart wants an object to outlive its release, as CRDs do whose objects would go with them. */
function isKept(object: unknown): boolean {
  const annotated = z.object({ metadata: z.object({ annotations: z.record(z.string(), z.unknown()) }) });
  return annotated.safeParse(object).data?.metadata.annotations["helm.sh/resource-policy"] === "keep";
}

async function deleteObjects(kubectl: Kubectl, namespace: string, objects: readonly unknown[]): Promise<void> {
  if (objects.length === 0) return;
  await kubectl(["delete", "--ignore-not-found", `--namespace=${namespace}`, "--filename=-"], objects);
}
