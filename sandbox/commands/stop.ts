import { existsSync, renameSync } from "node:fs";
import { cacheDir, sandbox, stateDir } from "../../commands/stack/sandbox/paths";
import { sandboxPids } from "../../commands/stack/sandbox/pids";
import { requireRoot } from "../../commands/stack/sandbox/root";
import { recordedToolchain } from "../../commands/stack/sandbox/toolchain-record";
import { UserError } from "../../commands/terminal/user-error";
import { clusterKubectl } from "../node/kubectl";
import { run } from "../node/run-command";
import { Interruption } from "./interruption";
import { claimSandbox } from "./single-run";
import { recordedClones } from "./stack/clones";
import { removeSalts } from "../../commands/stack/sandbox/config-file";
import { endLeftoverProcesses } from "../../commands/stack/sandbox/leftover-processes";
import { lockHolders } from "../../commands/stack/sandbox/lock";
import { destroyStack } from "./stack/stack";
import { Steps } from "./steps";
import { type Report } from "../toolchain/report";
import { killSandboxProcesses, removeControlGroups } from "../node/control-group";
import { removeLink } from "../node/network";

export interface StopOptions {
  /** Leave the cluster's data and the stack's state where they are, for the next start to take up. */
  readonly keep?: true;
}

/** How long the orderly removal of the stack may take, in milliseconds. What it leaves goes with the cluster anyway. */
const DESTROY_TIMEOUT = 240_000;

/** The state folder on its way out: what a stop that was cut short leaves, the next one removes. */
const condemned = `${stateDir}.removed`;

/**
 * Ends the sandbox and removes everything of it but the cache, whatever state it is in, whichever clone started it.
 *
 * @throws UserError when an update of its stack is under way
 */
export async function stop({ keep }: StopOptions): Promise<void> {
  requireRoot("npm stop");
  await claimSandbox("npm stop");
  refuseDuringUpdate();
  if (!existsSync(stateDir) && !existsSync(condemned) && sandboxPids().length === 0) {
    await endLeftoverProcesses();
    await stopNode();
    console.log("There is no sandbox on this machine: nothing to stop.");
    return;
  }

  const steps = new Steps(
    new Interruption(),
    "When the cause is fixed, run `npm stop` again: it removes what is left.",
  );
  if (!keep) await steps.run("pulumi destroy", destroy, (remark) => remark);
  await steps.run("Processes, mounts and networks", async () => {
    await endLeftoverProcesses();
    await stopNode();
  });
  await steps.run(
    "Salt in the stack's config",
    () => removeSalts(recordedClones()),
    (remark) => remark,
  );
  if (!keep) await steps.run("State", removeState);
  console.log(keep ? kept() : removed());
}

/**
 * Ends everything of the sandbox that runs. The namespaces of the node go with its processes, and with them its mounts,
 * interfaces, routes and packet filter rules; so this works on whatever an earlier run left, whole or broken.
 */
async function stopNode(): Promise<void> {
  await killSandboxProcesses();
  await removeLink();
  await removeControlGroups();
}

/** Removes what the stack made, in order, as far as that goes; gives back why it was left out or did not end. */
async function destroy(report: Report): Promise<string | undefined> {
  const reason = await whyNotDestroy();
  if (reason !== undefined) return `skipped: ${reason}; the whole cluster is removed instead`;
  try {
    await destroyStack(DESTROY_TIMEOUT, report);
    return undefined;
  } catch (error) {
    return `did not finish, so the whole cluster is removed instead: ${firstLine(error)}`;
  }
}

function refuseDuringUpdate(): void {
  const { alive } = lockHolders();
  if (alive.length === 0) return;
  throw new UserError(
    `A Pulumi update of the sandbox's stack is under way (process ${alive.join(", ")}). ` +
      "Wait until it has ended, or end it with Ctrl-C in its terminal; then run `npm stop` again.",
  );
}

/** Why the stack's resources cannot be removed one by one; undefined when they can. */
async function whyNotDestroy(): Promise<string | undefined> {
  const toolchain = recordedToolchain();
  if (toolchain === undefined || !existsSync(sandbox.pulumiPassphrase)) return "the stack was never made";
  if (!existsSync(toolchain.bin)) return `the programs in ${toolchain.bin} are gone`;
  try {
    await clusterKubectl(toolchain)(["get", "--raw", "/readyz", "--request-timeout=5s"]);
    return undefined;
  } catch {
    return "the cluster does not answer";
  }
}

async function removeState(): Promise<void> {
  if (existsSync(condemned)) await removeFolder(condemned);
  if (!existsSync(stateDir)) return;
  // First out of the way as a whole: no later start may ever find a half of it.
  renameSync(stateDir, condemned);
  await removeFolder(condemned);
}

async function removeFolder(folder: string): Promise<void> {
  await run("rm", ["--recursive", "--force", "--one-file-system", folder]);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n")[0] ?? "";
}

function removed(): string {
  return `The sandbox is gone. What was built for it stays, for the next start: rm -r ${cacheDir} removes that too.`;
}

function kept(): string {
  return `The sandbox has ended. Its data stays in ${stateDir}: \`npm start\` takes it up, \`npm stop\` removes it.`;
}
