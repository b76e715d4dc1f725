import { execa } from "execa";
import { UserError } from "../terminal/user-error";
import { pulumiCommandOf, pulumiOptions } from "./pulumi-of";

/** How a short run of Pulumi ended, however it did. */
export interface PulumiOutcome {
  readonly failed: boolean;
  readonly stdout: string;
  /** What it said of its failure, or what there is to say where it could not say anything. */
  readonly stderr: string;
  /** `ENOENT` where there is no Pulumi. */
  readonly code?: string | undefined;
}

/**
 * What reads or writes config and state takes seconds; a backend that is far away, or a machine that is busy, some
 * more.
 */
const LIMIT_MS = 120_000;

/**
 * Runs a Pulumi command that only reads or writes config or state.
 *
 * @throws UserError where it does not end within `limitMs`: two minutes where nothing is given
 */
export async function runPulumi(
  stack: string,
  args: readonly string[],
  limitMs: number = LIMIT_MS,
): Promise<PulumiOutcome> {
  const child = execa("pulumi", [...args, "--stack", stack], { ...pulumiOptions(stack), reject: false });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
    // A program that it has started may have them open still, and would be waited for, too.
    child.stdout.destroy();
    child.stderr.destroy();
  }, limitMs);
  try {
    const { failed, stdout, stderr, code, shortMessage } = await child;
    if (isLate) throw noEnd(stack, args, limitMs);
    return { failed, stdout, stderr: stderr.trim() || (shortMessage ?? ""), code };
  } finally {
    clearTimeout(timer);
  }
}

function noEnd(stack: string, args: readonly string[], limitMs: number): UserError {
  const command = args.filter((arg) => arg !== "--show-secrets").join(" ");
  return new UserError(
    `pulumi ${command} of the stack ${stack} has not ended within ${limitMs / 1000} s, and was stopped: mostly its backend does ` +
      "not answer, or the machine is too busy.\nSee whether it answers:  " +
      `${pulumiCommandOf(stack)} whoami --verbose\nThen run the command again.`,
  );
}
