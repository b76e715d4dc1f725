import { execa } from "execa";
import { readStackWithAccess } from "../../commands/stack/cluster-access";
import { sandbox } from "../../commands/stack/sandbox/paths";
import {
  type ArrivalReport,
  type ArrivalWatch,
  awaitArrival,
  watchArrival,
} from "../../commands/traffic/arrival/arrival";
import { describeProgress, renderArrival } from "../../commands/traffic/arrival/render-arrival";
import { placedPlans } from "../../commands/traffic/placed-plan";
import { EXIT, progress } from "../../commands/terminal/command";
import { UserError } from "../../commands/terminal/user-error";

const OPTIONS = {
  timeoutSeconds: 30,
  onProgress: (all: Parameters<typeof describeProgress>[0]) => progress.show(describeProgress(all)),
};

/**
 * Runs an update with Pulumi as a child, whose input, output and signals are its own, and waits until the proxies hold
 * the routes that it leaves. The proxies are looked at from before the update on, so that it is known how long they
 * took.
 */
export async function updateAndWait(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const watch = await watchBefore();
  try {
    const code = await run(program, args, env);
    process.exitCode = code;
    if (code !== 0) return;
    const report = await arrivalAfter(watch);
    progress.clear();
    // Standard output is the update's, which may be asked for as JSON.
    console.error(renderArrival(report));
    process.exitCode = report.ok ? EXIT.ok : EXIT.differs;
  } catch (error) {
    process.exitCode = EXIT.unusable;
    throw error;
  } finally {
    await watch?.close();
  }
}

/** None of a stack that was never up, or whose cluster does not answer: the update says what is to be said of that. */
async function watchBefore(): Promise<ArrivalWatch | undefined> {
  try {
    const { outputs, access } = await readStackWithAccess(sandbox.stack);
    return await watchArrival(access, placedPlans(outputs), OPTIONS);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function arrivalAfter(watch: ArrivalWatch | undefined): Promise<ArrivalReport> {
  const { outputs, access } = await readStackWithAccess(sandbox.stack);
  const plans = placedPlans(outputs);
  return watch ? watch.arrived(plans) : awaitArrival(access, plans, OPTIONS);
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = execa(program, args, { env, extendEnv: false, stdio: "inherit", reject: false });
  // A terminal sends these to the update too, which ends in its own time.
  const stay = () => {};
  const end = () => child.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"] as const) process.on(signal, stay);
  process.on("SIGTERM", end);
  try {
    const { exitCode = 1 } = await child;
    return exitCode;
  } finally {
    for (const signal of ["SIGINT", "SIGHUP", "SIGQUIT"] as const) process.off(signal, stay);
    process.off("SIGTERM", end);
  }
}
