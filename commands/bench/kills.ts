import { execa } from "execa";
import { z } from "zod";
import { moveWeight, setWeightsArguments, type WeightChange } from "../../mesh/traffic/weight-setting";
import { readStack } from "../stack/outputs";
import { leftoverProcesses } from "../stack/sandbox/leftover-processes";
import { lockHolders } from "../stack/sandbox/lock";
import { repoDir, sandbox } from "../stack/sandbox/paths";
import { UserError } from "../terminal/user-error";

/** What an update is doing when it is killed. */
export type Phase = "first up" | "Helm release" | "weight change" | "destroy";

/** How many updates of each kind are killed. */
export type Plan = Readonly<Record<Phase, number>>;

/** One update that was killed, and what the next command made of it. Times are in seconds. */
export interface Kill {
  readonly phase: Phase;
  /** How long the update had run. */
  readonly after: number;
  /** The last that the update said. */
  readonly doing: string;
  /** Processes that it left running. */
  readonly leftRunning: number;
  /** The command that followed: its exit code, how long it took, what it said of the update that died. */
  readonly next: { readonly exitCode: number; readonly seconds: number; readonly said: readonly string[] };
  /** What was not as it should be after that; empty where all was. */
  readonly wrong: readonly string[];
}

export interface KillReport {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly pulumi: string;
  readonly kills: readonly Kill[];
  readonly ok: boolean;
}

/** Helm releases of the program: base, istiod, gateway. */
const RELEASES = 3;

const UP = ["up", "--yes", "--skip-preview"];
const DESTROY = ["destroy", "--yes", "--skip-preview"];

/**
 * How long an update of each phase runs at least before it is killed, and for how long at random after that, in
 * seconds: from when it has the stack's lock, of a Helm release from the line that says that it is being made.
 */
const MOMENT: Readonly<Record<Phase, readonly [least: number, more: number]>> = {
  "first up": [0.5, 24],
  "Helm release": [0.2, 2.5],
  "weight change": [0.1, 1.5],
  destroy: [0.5, 10],
};

/**
 * Kills updates of the running sandbox's stack with -9, each at a random moment, and lets the next command find that
 * out. Leaves the stack as it was found.
 *
 * @param random gives numbers from 0 up to 1
 */
export async function killUpdates(
  plan: Plan,
  random: () => number,
  onStep: (step: string) => void,
  goOn: () => boolean,
): Promise<KillReport> {
  const startedAt = new Date().toISOString();
  const change = moveWeight((await readStack(sandbox.stack)).traffic, () => 1);
  if (!change) throw new UserError("The sandbox's stack has no traffic rule that splits over two versions.");
  const resources = (await exportStack()).resources;
  const kills: Kill[] = [];
  let isUp = true;
  for (const phase of Object.keys(plan) as Phase[]) {
    for (let number = 1; number <= plan[phase] && goOn(); number++) {
      onStep(`${phase}: ${number} of ${plan[phase]}`);
      const fromNothing = phase === "first up" || phase === "Helm release";
      if (fromNothing === isUp) await must(fromNothing ? DESTROY : UP);
      isUp = phase !== "destroy";
      kills.push(await killOne(phase, number, change, resources, random));
    }
  }
  await must(setWeightsArguments(change.key, change.from));
  await must(UP);
  const pulumi = (await must(["version"])).trim();
  return { formatVersion: 1, startedAt, pulumi, kills, ok: kills.every(({ wrong }) => wrong.length === 0) };
}

async function killOne(
  phase: Phase,
  number: number,
  change: WeightChange,
  resources: number,
  random: () => number,
): Promise<Kill> {
  if (phase === "weight change") {
    await must(setWeightsArguments(change.key, number % 2 === 1 ? change.to : change.from));
  }
  const args = phase === "destroy" ? DESTROY : UP;
  const died = await startAndKill(phase, number, args, random);
  const leftRunning = leftoverProcesses().length;

  const start = Date.now();
  const next = await pulumi(args);
  const seconds = (Date.now() - start) / 1000;
  const wrong = [
    ...(next.exitCode === 0 ? [] : [`exit code ${next.exitCode}:\n${next.stdout.slice(-2000)}\n${next.stderr}`]),
    ...(await whatIsWrong(phase === "destroy" ? 0 : resources)),
  ];
  const said = next.stderr.split("\n").filter((line) => line.trim() !== "");
  return { phase, ...died, leftRunning, next: { exitCode: next.exitCode ?? -1, seconds, said }, wrong };
}

/** Runs an update and kills its engine, which holds the stack's lock, at the phase's moment. */
async function startAndKill(
  phase: Phase,
  number: number,
  args: readonly string[],
  random: () => number,
): Promise<Pick<Kill, "after" | "doing">> {
  const start = Date.now();
  const child = execa("npm", ["run", "--silent", "pulumi", "--", ...args, "--non-interactive", "--color=never"], {
    ...{ cwd: repoDir, stdin: "ignore", all: true, reject: false },
  });
  const [least, more] = MOMENT[phase];
  const wait = (least + random() * more) * 1000;
  let doing = "";
  let timer: NodeJS.Timeout | undefined;
  // The kills take the releases in turn.
  let releases = (number - 1) % RELEASES;
  let after = 0;
  const kill = (): void => {
    const [engine] = lockHolders().alive;
    if (engine === undefined) return; // The update was too quick, and has ended.
    after = (Date.now() - start) / 1000;
    process.kill(engine, "SIGKILL");
  };
  const whenLocked = (): void => {
    timer = lockHolders().alive.length > 0 ? setTimeout(kill, wait) : setTimeout(whenLocked, 10);
  };
  if (phase !== "Helm release") whenLocked();
  for await (const line of child.iterable({ from: "all" })) {
    if (line.trim() !== "") doing = line.trim();
    if (phase === "Helm release" && /helm\.sh\/v3:Release \S+ creating/.test(line) && releases-- === 0) {
      timer = setTimeout(kill, wait);
    }
  }
  clearTimeout(timer);
  await child;
  return { after, doing: after > 0 ? doing : "ended before it could be killed" };
}

/** How the stack differs from one that was never disturbed. */
async function whatIsWrong(resources: number): Promise<string[]> {
  const state = await exportStack();
  const left = leftoverProcesses();
  const found = [
    ...(state.resources === resources ? [] : [`${state.resources} resources in the state, not ${resources}`]),
    ...(state.pending === 0 ? [] : [`${state.pending} operations pending in the state`]),
    ...(left.length === 0 ? [] : [`processes ${left.join(", ")} left running`]),
    ...(lockHolders().dead.length === 0 ? [] : ["the lock of an update that died"]),
  ];
  if (resources === 0) return found;
  const preview = await pulumi(["preview", "--refresh", "--expect-no-changes"]);
  return preview.exitCode === 0 ? found : [...found, `changes left to make:\n${preview.stdout.slice(-2000)}`];
}

const exported = z.object({
  deployment: z.object({
    resources: z.array(z.unknown()).nullish(),
    pending_operations: z.array(z.unknown()).nullish(),
  }),
});

async function exportStack(): Promise<{ readonly resources: number; readonly pending: number }> {
  const { deployment } = exported.parse(JSON.parse(await must(["stack", "export"])));
  return { resources: deployment.resources?.length ?? 0, pending: deployment.pending_operations?.length ?? 0 };
}

/** The sandbox's Pulumi, as a user types it. */
function pulumi(args: readonly string[]) {
  return execa("npm", ["run", "--silent", "pulumi", "--", ...args], {
    ...{ cwd: repoDir, stdin: "ignore", reject: false, maxBuffer: 2 ** 28 },
  });
}

async function must(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await pulumi(args);
  if (exitCode === 0) return stdout;
  throw new UserError(`npm run pulumi -- ${args.join(" ")} ended with ${exitCode}:\n${stdout.slice(-4000)}\n${stderr}`);
}
