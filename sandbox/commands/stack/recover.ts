import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sandbox } from "../../../commands/stack/sandbox/paths";
import { UserError } from "../../../commands/terminal/user-error";
import { type Kubectl } from "../../node/kubectl";
import { type Report } from "../../toolchain/report";
import { freeReleases, type Goal, type StackRelease } from "./helm-records";
import { endLeftoverProcesses } from "../../../commands/stack/sandbox/leftover-processes";
import { lockHolders } from "../../../commands/stack/sandbox/lock";
import { pulumi, pulumiSays } from "./pulumi";
import { withProgress } from "./update-progress";

/**
 * Whether an update of the stack died: its lock is there, and no process that holds it; or there is no lock, and the
 * state has operations that are under way. Pulumi itself forgets of an update like that, and takes what the state had
 * before for what is.
 */
export function hasDeadUpdate(): boolean {
  const { alive, dead } = lockHolders();
  return alive.length === 0 && (dead.length > 0 || hasPendingOperations());
}

const checkpoint = z.object({
  checkpoint: z.object({ latest: z.object({ pending_operations: z.array(z.unknown()).nullish() }).nullish() }),
});

/** Read from the file itself: to ask Pulumi takes longer than a preview may be made to wait. */
function hasPendingOperations(): boolean {
  const file = join(sandbox.pulumiBackend, ".pulumi", "stacks", "bookinfo-mesh", `${sandbox.stack}.json`);
  if (!existsSync(file)) return false;
  const { latest } = checkpoint.parse(JSON.parse(readFileSync(file, "utf8"))).checkpoint;
  return (latest?.pending_operations ?? []).length > 0;
}

/**
 * Ends what an update of the stack that died left running, and releases its lock. Nobody needs to look first: the
 * process that held the lock is gone from this machine, which is the only one that can update this stack.
 *
 * @param command what to run again where an update is under way
 * @throws UserError when an update is under way
 */
export async function releaseDeadUpdate(command: string, report: Report): Promise<void> {
  const { alive, dead } = lockHolders();
  if (alive.length > 0) {
    throw new UserError(
      `A Pulumi update of the sandbox's stack is under way (process ${alive.join(", ")}). ` +
        `Wait until it has ended, then run \`${command}\` again.`,
    );
  }
  const ended = await endLeftoverProcesses();
  if (ended > 0)
    report(`ended ${ended} ${ended === 1 ? "process" : "processes"} that an update which died left running`);
  if (dead.length === 0) return;
  report(`the update of process ${dead.join(", ")} died: releasing its lock`);
  await pulumiSays(["cancel", "--yes"]);
}

const RELEASE = "kubernetes:helm.sh/v3:Release";
const names = z.looseObject({ name: z.string().optional(), namespace: z.string().optional() });
const resource = z.looseObject({ type: z.string(), inputs: names.optional(), outputs: names.optional() });
const exported = z.object({
  deployment: z
    .object({
      resources: z.array(resource).nullish(),
      pending_operations: z.array(z.object({ type: z.string(), resource })).nullish(),
    })
    .nullish(),
});
type Exported = z.infer<typeof exported>;

/**
 * Settles what was under way when an update died: the cluster, not the state, knows how that ended.
 *
 * @throws Error of the refresh that asks the cluster
 */
export async function settleOperations(kubectl: Kubectl, goal: Goal, report: Report): Promise<void> {
  const state = exported.parse(JSON.parse(await pulumiSays(["stack", "export"])));
  const freed = await freeReleases(kubectl, goal, releasesIn(state));
  if (freed.length > 0) report(`Helm releases that an update which died left half-way: ${freed.join(", ")}`);
  if (freed.length === 0 && !state.deployment?.pending_operations?.length) return;
  report("finding out how an update that died ended");
  await withProgress(report, (onLine) =>
    pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"], { onLine }),
  );
}

/** The Helm releases of an exported stack: those in its state, and those that an update was making. */
export function releasesIn({ deployment }: Exported): StackRelease[] {
  const known = (deployment?.resources ?? []).filter(({ type }) => type === RELEASE);
  const beingMade = (deployment?.pending_operations ?? [])
    .filter(({ type, resource }) => type === "creating" && resource.type === RELEASE)
    .map(({ resource }) => resource);
  return [
    ...known.flatMap((release) => keyOf(release, true)),
    ...beingMade.flatMap((release) => keyOf(release, false)),
  ];
}

function keyOf({ inputs, outputs }: z.infer<typeof resource>, inState: boolean): StackRelease[] {
  const name = outputs?.name ?? inputs?.name;
  const namespace = outputs?.namespace ?? inputs?.namespace;
  return name === undefined || namespace === undefined ? [] : [{ name, namespace, inState }];
}
