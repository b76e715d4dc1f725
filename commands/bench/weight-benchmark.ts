import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { moveWeight } from "../../mesh/traffic/weight-setting";
import { readStack } from "../stack/outputs";
import { sandbox } from "../stack/sandbox/paths";
import { pulumiEnvironment } from "../stack/sandbox/pulumi-environment";
import { UserError } from "../terminal/user-error";
import { emptyProgram, expectNoChanges, kubectlApply, program } from "./contenders";
import { type Contenders, measureRounds, thisMachine, weightReport } from "./weight-change";
import { type WeightReport } from "./weight-report";

/**
 * Times weight changes on the running sandbox and leaves its weights as they were found, also when it fails or is told
 * to stop. What it runs lies in a temporary folder; the repository's own stack config is never written.
 */
export async function benchmarkWeights(
  rounds: number,
  onStep: (step: string) => void,
  goOn: () => boolean,
): Promise<WeightReport> {
  const startedAt = new Date();
  const env = pulumiEnvironment();
  const { stdout: pulumiVersion } = await execa("pulumi", ["version"], { env, extendEnv: false });
  const machine = thisMachine(pulumiVersion);
  const change = moveWeight((await readStack(sandbox.stack)).traffic, () => 1);
  if (!change) throw new UserError("The sandbox's stack has no traffic rule that splits over two versions.");

  const folder = mkdtempSync(join(tmpdir(), "bookinfo-mesh-bench-"));
  try {
    onStep("making sure that the stack is as its config says");
    const own = program(join(folder, "program"), "own", change, env);
    await expectNoChanges(join(folder, "program"), env);
    const contenders: Contenders = {
      program: own,
      defaultHost: program(join(folder, "default-host"), "defaultHost", change, env),
      emptyProgram: await emptyProgram(join(folder, "empty"), "template", env),
      floor: await emptyProgram(join(folder, "floor"), "floor", env),
      kubectl: await kubectlApply(join(folder, "kubectl"), change, env),
    };
    const [measured] = await Promise.allSettled([
      measureRounds(
        contenders,
        change,
        rounds,
        (round, variant) =>
          onStep(`${round === 0 ? "warming up" : `round ${round} of ${rounds}`}: ${contenders[variant].what}`),
        goOn,
      ),
    ]);
    onStep("putting the weights back");
    const left = await close(contenders);
    if (measured.status === "rejected" || left !== undefined) {
      throw new UserError(
        [...(measured.status === "rejected" ? [messageOf(measured.reason)] : []), left ?? ""].join("\n"),
      );
    }
    if (measured.value.program.length === 0) throw new UserError("Stopped before the first round was whole.");
    return weightReport(measured.value, contenders, change, machine, startedAt);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What of the sandbox could not be put back as it was found, and how to fix it. */
async function close(contenders: Contenders): Promise<string | undefined> {
  const closed = await Promise.allSettled([contenders.kubectl.close(), contenders.program.close()]);
  const failures = closed.filter((result) => result.status === "rejected").map(({ reason }) => messageOf(reason));
  if (failures.length === 0) return undefined;
  return ["The sandbox could not be put back as it was found:", ...failures, "Fix it with:  npm run pulumi -- up"].join(
    "\n",
  );
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
