import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { repoDir, sandbox } from "../../../commands/stack/sandbox/paths";
import { writeWhole } from "../../../commands/stack/sandbox/write-whole";
import { UserError } from "../../../commands/terminal/user-error";
import { identityOf } from "../../node/pid-record";
import { type Report, withClock } from "../../toolchain/report";
import { recordClone } from "./clones";
import { encryptedKeys, restoreSalt, saltFile, saltIn, setSalt, stackConfigFile } from "./config-file";
import { pulumi, pulumiSays } from "./pulumi";
import { advance, describeProgress, noProgress } from "./update-progress";

/** The passphrase of the stack's secrets: random, made once, for the sandbox alone. */
export function ensurePassphrase(): void {
  if (!existsSync(sandbox.pulumiPassphrase))
    writeWhole(sandbox.pulumiPassphrase, randomBytes(32).toString("base64url"));
}

/**
 * Makes the sandbox's stack, or takes up the one that is there: what an interrupted update left is put in order first.
 *
 * @throws UserError when another update runs, or when the config holds secrets of a sandbox that is gone
 */
export async function openStack(report: Report): Promise<void> {
  mkdirSync(sandbox.pulumiBackend, { recursive: true, mode: 0o700 });
  mkdirSync(sandbox.pulumiHome, { recursive: true, mode: 0o700 });
  recordClone(repoDir);
  if (!(await stackExists())) {
    report("making the stack");
    await createStack();
    return;
  }
  restoreSalt(repoDir);
  await releaseDeadLock(report);
  await settlePendingOperations(report);
}

async function stackExists(): Promise<boolean> {
  const stacks = z.array(z.object({ name: z.string() })).parse(JSON.parse(await pulumiSays(["stack", "ls", "--json"])));
  return stacks.some(({ name }) => name === sandbox.stack);
}

async function createStack(): Promise<void> {
  const config = readFileSync(stackConfigFile(repoDir), "utf8");
  const secrets = encryptedKeys(config);
  if (secrets.length > 0) {
    throw new UserError(
      [
        `${stackConfigFile(repoDir)}: ${secrets.join(", ")} ${secrets.length === 1 ? "is" : "are"} encrypted for a sandbox ` +
          "that no longer exists, and nothing can read them.",
        "  expected: no `secure:` value in the config of a stack that is yet to be made",
        `  to fix:  git checkout ${stackConfigFile(repoDir)}, run npm start, then set the secrets again`,
      ].join("\n"),
    );
  }
  // The salt of an earlier sandbox belongs to a passphrase that is gone.
  setSalt(repoDir, undefined);
  await pulumiSays(["stack", "init", sandbox.stack, "--secrets-provider", "passphrase"]);
  const salt = saltIn(readFileSync(stackConfigFile(repoDir), "utf8"));
  if (salt !== undefined) writeWhole(saltFile, salt);
}

const lock = z.object({ pid: z.number().int() });

/** The processes that hold the stack's lock and live. An interrupted one leaves its lock behind. */
export function lockHolders(): { alive: number[]; dead: number[] } {
  const folder = join(sandbox.pulumiBackend, ".pulumi", "locks", "organization", "bookinfo-mesh", sandbox.stack);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  const pids = files.map((name) => lock.safeParse(JSON.parse(readFileSync(join(folder, name), "utf8"))).data?.pid ?? 0);
  const isPulumi = (pid: number): boolean =>
    pid > 0 && identityOf(pid) !== undefined && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("pulumi");
  return { alive: pids.filter(isPulumi), dead: pids.filter((pid) => !isPulumi(pid)) };
}

async function releaseDeadLock(report: Report): Promise<void> {
  const { alive, dead } = lockHolders();
  if (alive.length > 0) {
    throw new UserError(
      `A Pulumi update of the sandbox's stack is under way (process ${alive.join(", ")}). ` +
        "Wait until it has ended, then run `npm start` again.",
    );
  }
  if (dead.length === 0) return;
  report("releasing the lock of an interrupted update");
  await pulumiSays(["cancel", sandbox.stack, "--yes"]);
}

const exported = z.object({ deployment: z.object({ pending_operations: z.array(z.unknown()).optional() }).nullish() });

/** Operations that were under way when an update was killed: the cluster, not the state, knows how they ended. */
async function settlePendingOperations(report: Report): Promise<void> {
  const { deployment } = exported.parse(JSON.parse(await pulumiSays(["stack", "export"])));
  if ((deployment?.pending_operations ?? []).length === 0) return;
  report("finding out how an interrupted update ended");
  await withProgress(report, (onLine) =>
    pulumi(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"], { onLine }),
  );
}

/** Brings the cluster to what the stack's config says. */
export async function updateStack(report: Report): Promise<void> {
  await withProgress(report, (onLine) => pulumi(["up", "--yes", "--skip-preview", "--suppress-outputs"], { onLine }));
}

/** Removes all that the stack made from the cluster, as far as that goes within `timeout` milliseconds. */
export async function destroyStack(timeout: number, report: Report): Promise<void> {
  if (lockHolders().dead.length > 0) await pulumiSays(["cancel", sandbox.stack, "--yes"]);
  await withProgress(report, (onLine) => pulumi(["destroy", "--yes", "--skip-preview"], { onLine, timeout }));
}

/** Reports how far a command is that tells so in the lines it prints. */
async function withProgress(report: Report, work: (onLine: (line: string) => void) => Promise<void>): Promise<void> {
  let progress = noProgress;
  await withClock(
    report,
    () => describeProgress(progress),
    () =>
      work((line) => {
        progress = advance(progress, line);
      }),
  );
}
