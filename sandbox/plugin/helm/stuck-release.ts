import { pause } from "../pause";
import { type Operation } from "../resource-handler";
import { stringAt } from "../wire/json";
import { type ReleaseKey } from "./arguments";
import { type ReleaseContext } from "./release-context";
import { type Revision, revisionsOf } from "./storage";

/** How long the helm of an unfinished operation may take to die and say so, in milliseconds since it wrote the record. */
const GRACE = 5_000;
const LOOK = 500;

/** Whether helm is at work on a release, or was killed on its way. */
export function isUnfinished({ status }: Revision): boolean {
  return status.startsWith("pending-") || status === UNINSTALLING;
}

const UNINSTALLING = "uninstalling";

/**
 * Frees a release from an operation that was killed on its way, which helm would refuse to touch for ever: back to the
 * revision that worked last, or away with it if none ever did, or if its objects were on their way out already.
 * @returns the revisions as they are then
 */
export async function freeStuckRelease(
  operation: Operation,
  key: ReleaseKey,
  revisions: readonly Revision[],
  context: ReleaseContext,
): Promise<readonly Revision[]> {
  const stuck = revisions.at(-1);
  if (stuck === undefined || !isUnfinished(stuck)) return revisions;
  const now = await outwait(operation, key, stuck, context);
  const newest = now.at(-1);
  if (newest === undefined || !isUnfinished(newest)) return now;

  const { log, signal } = operation;
  const where = `the release ${key.namespace}/${key.name} is stuck in ${newest.status}: a helm was killed on its way`;
  const halfGone = newest.status === UNINSTALLING;
  const lastGood = now.findLast(({ status }) => status === "deployed" || status === "superseded");
  if (halfGone || lastGood === undefined) {
    log.warning(
      `${where}. ${halfGone ? "Part of it is gone" : "No revision of it ever worked"}: uninstalling it first`,
    );
    await context.helm().run(["uninstall", key.name, "--namespace", key.namespace, "--no-hooks", "--wait"], signal);
  } else {
    log.warning(`${where}. Rolling it back to revision ${lastGood.number} first`);
    await context
      .helm()
      .run(["rollback", key.name, String(lastGood.number), "--namespace", key.namespace, "--no-hooks"], signal);
  }
  return revisionsOf(context.cluster(), key, signal);
}

/** Waits until an unfinished revision moves on, unless its record is so old already that nobody will. */
async function outwait(
  { log, signal }: Operation,
  key: ReleaseKey,
  stuck: Revision,
  context: ReleaseContext,
): Promise<readonly Revision[]> {
  const deadline = Math.min(writtenAt(stuck) ?? Date.now(), Date.now()) + GRACE;
  for (;;) {
    const revisions = await revisionsOf(context.cluster(), key, signal);
    const newest = revisions.at(-1);
    const same = newest?.number === stuck.number && newest.status === stuck.status;
    if (!same || Date.now() >= deadline) return revisions;
    log.status(`looking whether another helm is at work (${stuck.status})`);
    await pause(LOOK, signal);
  }
}

/** When a record was written last, in milliseconds of Unix time; helm puts the time of a change into a label. */
function writtenAt({ labels, record }: Revision): number | undefined {
  const modified = Number(stringAt(labels, ["modifiedAt"])) * 1000;
  return modified || Date.parse(stringAt(record, ["metadata", "creationTimestamp"]) ?? "") || undefined;
}
