import { setTimeout as sleep } from "node:timers/promises";
import { type V1Pod } from "@kubernetes/client-node";
import { isReady } from "../../stack/pods";
import { processesIn, whileFrozen } from "../../stack/sandbox/frozen";
import { renderEvent } from "../../traffic/shift/events";
import { isFailed } from "./damage";
import { type ShiftGround, WIDE_MARGINS } from "./ground";
import { type Ended, type RunningShift, signalled } from "./running-shift";

/** Something that comes in the way of a shift. */
export interface Disturbance {
  readonly name: string;
  /** Disturbs a shift whose first step is made; gives back what is to be told of it, and what was wrong. */
  readonly disturb: (shift: RunningShift, ground: ShiftGround, limits: DisturbanceLimits) => Promise<Course>;
  /** Puts back what keeps a shift that is paused from going on, as the shift itself says to. */
  readonly putBack?: (ground: ShiftGround) => Promise<Course>;
}

export interface DisturbanceLimits {
  /** How long a laptop sleeps, in seconds. */
  readonly sleep: number;
  /** Gives numbers from 0 up to 1. */
  readonly random: () => number;
}

interface Course {
  readonly told: readonly string[];
  readonly wrong: readonly string[];
}

/** A shift that was disturbed, and how it ended. */
export interface DisturbedShift {
  readonly name: string;
  readonly startedAt: string;
  readonly exitCode: number;
  /** What happened, a line each. */
  readonly told: readonly string[];
  /** Of the command that went on with it; absent where the shift came to its end itself. */
  readonly resumed?: number;
  /** Requests that got no answer, or another than 200. */
  readonly failed: number;
  readonly wrong: readonly string[];
}

/** How long istiod, or a proxy, says nothing at most, in milliseconds: longer than a shift waits for the proxies. */
const SILENT_MS = 45_000;

/** How long istiod may take to be ready again, in milliseconds. */
const STARTS_AGAIN_MS = 120_000;

/** How long a frozen proxy has to keep the shift from its next step, in milliseconds. */
const STANDS_STILL_MS = 15_000;

export const DISTURBANCES: readonly Disturbance[] = [
  { name: "two shifts at once", disturb: secondShift },
  { name: "istiod is frozen, and goes on", disturb: frozenIstiod },
  { name: "istiod is killed, and started again", disturb: killedIstiod },
  { name: "a proxy is frozen, and goes on", disturb: frozenProxy },
  { name: "the laptop sleeps", disturb: sleepingLaptop },
  { name: "kubectl changes the weights", disturb: kubectlEdit, putBack: revertedEdit },
];

/** Starts a shift in three steps, disturbs it, and sees to its end: one that could not go on is resumed. */
export async function disturbShift(
  { name, disturb, putBack }: Disturbance,
  ground: ShiftGround,
  limits: DisturbanceLimits,
): Promise<DisturbedShift> {
  const { to } = await ground.way();
  const startedAt = new Date().toISOString();
  ground.load.take();
  const shift = start(ground, to);
  await shift.step(1);
  const { told, wrong } = await disturb(shift, ground, limits);
  const ended = await shift.ended;
  const after = ended.exitCode === 0 ? undefined : await goOnWith(ground, putBack);
  await ground.load.known(Date.now());
  const failed = ground.load.take().filter(isFailed).length;
  return {
    name,
    startedAt,
    exitCode: ended.exitCode ?? -1,
    told: [...told, ...linesOf(ended), ...(after?.told ?? [])],
    ...(after && { resumed: after.exitCode }),
    failed,
    wrong: [...wrong, ...(after?.wrong ?? []), ...(await ground.wrongWith(to))],
  };
}

async function goOnWith(ground: ShiftGround, putBack: Disturbance["putBack"]): Promise<Course & { exitCode: number }> {
  const { told, wrong } = (await putBack?.(ground)) ?? { told: [], wrong: [] };
  const resumed = await ground.command("resume");
  return { told: [...told, ...linesOf(resumed)], wrong, exitCode: resumed.exitCode ?? -1 };
}

function start(ground: ShiftGround, to: string): RunningShift {
  return ground.start(to, "--steps", "25,50,100", "--hold", "5s", ...WIDE_MARGINS);
}

/** What a command told, without what people read at length. */
function linesOf({ events, said }: Ended): string[] {
  const firstLines = events.map((event) => renderEvent(event).split("\n")[0] ?? "");
  return [...firstLines, ...said.split("\n").filter((line) => line !== "")];
}

async function secondShift(_: RunningShift, ground: ShiftGround): Promise<Course> {
  const { exitCode, said } = await start(ground, ground.versions.new).ended;
  return {
    told: [`the second one ended with ${exitCode ?? "a signal"}: ${said}`],
    wrong: exitCode === 2 ? [] : ["the second shift was not refused"],
  };
}

async function frozenIstiod(shift: RunningShift, ground: ShiftGround): Promise<Course> {
  const pids = programsOf(await istiod(ground), "pilot-discovery");
  await whileFrozen(pids, () => Promise.race([shift.ended, sleep(SILENT_MS)]));
  return { told: [`istiod was silent from the first step on, for ${SILENT_MS / 1000} s at most`], wrong: [] };
}

async function killedIstiod(_: RunningShift, ground: ShiftGround): Promise<Course> {
  const before = await istiod(ground);
  const killed = Date.now();
  signalled(programsOf(before, "pilot-discovery"), "SIGKILL");
  while (!isStartedAgain(await istiod(ground), before)) {
    if (Date.now() - killed > STARTS_AGAIN_MS) return { told: [], wrong: ["istiod did not start again"] };
    await sleep(500);
  }
  const seconds = (Date.now() - killed) / 1000;
  return { told: [`istiod was killed after the first step, and ready again ${seconds.toFixed(1)} s later`], wrong: [] };
}

function istiod(ground: ShiftGround): Promise<V1Pod> {
  return ground.pod("istio-system", { app: "istiod" });
}

function isStartedAgain(pod: V1Pod, before: V1Pod): boolean {
  const startsOf = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.restartCount ?? 0;
  return isReady(pod) && startsOf(pod) > startsOf(before);
}

function programsOf({ metadata }: V1Pod, program: string): number[] {
  return processesIn(metadata?.uid ?? "", program);
}

/** The second step is made without the proxy; the third must not come before it goes on. */
async function frozenProxy(shift: RunningShift, ground: ShiftGround): Promise<Course> {
  const pids = programsOf(await ground.pod("default", { app: "ratings" }), "envoy");
  const third = await whileFrozen(pids, async () => {
    await shift.step(2);
    await sleep(STANDS_STILL_MS);
    return shift.events.some((one) => one.event === "step" && one.step === 3);
  });
  const told = `the proxy of ratings was frozen until ${STANDS_STILL_MS / 1000} s after the second step`;
  return { told: [told], wrong: third ? ["the third step was made while a proxy had not got the second"] : [] };
}

async function sleepingLaptop(shift: RunningShift, _: ShiftGround, limits: DisturbanceLimits): Promise<Course> {
  await sleep(limits.random() * 15_000);
  const begun = new Date().toISOString().slice(11, 19);
  const family = shift.family();
  try {
    signalled(family, "SIGSTOP");
    await sleep(limits.sleep * 1000);
  } finally {
    signalled(family, "SIGCONT");
  }
  return { told: [`all of its processes were stopped at ${begun} for ${limits.sleep} s`], wrong: [] };
}

async function kubectlEdit(_: RunningShift, ground: ShiftGround): Promise<Course> {
  const { old, new: other } = ground.versions;
  await ground.editWeights({ [old]: 10, [other]: 90 });
  return { told: [`kubectl gave ${old} 10 and ${other} 90 after the first step`], wrong: [] };
}

async function revertedEdit(ground: ShiftGround): Promise<Course> {
  const { exitCode, said } = await ground.revertEdits();
  const ended = `diff --revert ended with ${exitCode ?? "a signal"}`;
  return { told: [ended], wrong: exitCode === 0 ? [] : [`${ended}: ${said}`] };
}
