import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../../commands/terminal/user-error";
import { type Kubectl } from "../../node/kubectl";
import { writeWhole } from "../../../commands/stack/sandbox/write-whole";
import { repoDir, sandbox } from "../../../commands/stack/sandbox/paths";
import { type Report } from "../../toolchain/report";
import { recordClone } from "./clones";
import {
  encryptedKeys,
  restoreSalt,
  saltFile,
  saltIn,
  setSalt,
  stackConfigFile,
} from "../../../commands/stack/sandbox/config-file";
import { pulumi, pulumiSays } from "./pulumi";
import { releaseDeadUpdate, settleOperations } from "./recover";
import { withProgress } from "./update-progress";

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
export async function openStack(kubectl: Kubectl, report: Report): Promise<void> {
  mkdirSync(sandbox.pulumiBackend, { recursive: true, mode: 0o700 });
  mkdirSync(sandbox.pulumiHome, { recursive: true, mode: 0o700 });
  recordClone(repoDir);
  if (!(await stackExists())) {
    report("making the stack");
    await createStack();
    return;
  }
  restoreSalt(repoDir);
  await releaseDeadUpdate("npm start", report);
  await settleOperations(kubectl, "up", report);
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

/**
 * Brings the cluster to what the stack's config says. Of what an update that was stopped with Ctrl-C was changing, the
 * state has what was before: so the cluster is asked first.
 */
export async function updateStack(report: Report): Promise<void> {
  await withProgress(report, (onLine) =>
    pulumi(["up", "--refresh", "--yes", "--skip-preview", "--suppress-outputs"], { onLine }),
  );
}

/** Removes all that the stack made from the cluster, as far as that goes within `timeout` milliseconds. */
export async function destroyStack(timeout: number, report: Report): Promise<void> {
  await releaseDeadUpdate("npm stop", report);
  await withProgress(report, (onLine) => pulumi(["destroy", "--yes", "--skip-preview"], { onLine, timeout }));
}
