import { setTimeout as sleep } from "node:timers/promises";
import { leftoverProcesses } from "../../stack/sandbox/leftover-processes";
import { type ShiftGround, WIDE_MARGINS } from "./ground";
import { signalled } from "./running-shift";

/** The commands that may follow a shift that was killed, in turn. */
const COMMANDS = ["resume", "abort", "promote --full"] as const;

/** Who is killed: the shift's own processes, or Pulumi's engine with its plugins, too. */
const VICTIMS = ["the shift", "the shift and its engine"] as const;

/**
 * A shift is killed so long after its start at most, in seconds: most of two steps that hold for 2 s have ended by
 * then.
 */
const LATEST = 30;

/** A shift that was killed, and what the next command made of it. Times are in seconds. */
export interface KilledShift {
  readonly startedAt: string;
  readonly from: string;
  readonly to: string;
  readonly victims: (typeof VICTIMS)[number];
  readonly after: number;
  /** The last event that it told of; absent where it had not begun. */
  readonly last?: string;
  /** What followed; absent where the shift had ended before it could be killed, or had not begun. */
  readonly next?: { readonly command: string; readonly exitCode: number; readonly seconds: number };
  /** The version that has all requests in the end. */
  readonly holder: string;
  /** Processes of the update that died which are still there in the end: the next `npm run pulumi` ends them. */
  readonly leftRunning: number;
  readonly wrong: readonly string[];
}

/**
 * Kills a shift with -9 at a random moment, and has the next command go on or back.
 *
 * @param number from 0: which command follows, and who is killed
 * @param random gives numbers from 0 up to 1
 */
export async function killShift(ground: ShiftGround, number: number, random: () => number): Promise<KilledShift> {
  const { from, to } = await ground.way();
  const victims = itemAt(VICTIMS, Math.floor(number / COMMANDS.length));
  const start = Date.now();
  const startedAt = new Date(start).toISOString();
  const shift = ground.start(to, "--steps", "50,100", "--hold", "2s", ...WIDE_MARGINS);
  await Promise.race([sleep(random() * LATEST * 1000), shift.ended]);
  const after = (Date.now() - start) / 1000;
  if (victims === "the shift") shift.kill();
  else signalled(shift.family(), "SIGKILL");
  const { exitCode, events } = await shift.ended;
  const last = events.at(-1);
  const about = { startedAt, from, to, victims, after, ...(last && { last: last.event }) };
  const ended = async (holder: string) => ({
    holder,
    leftRunning: leftoverProcesses().length,
    wrong: await ground.wrongWith(holder),
  });
  if (exitCode === 0) return { ...about, ...(await ended(to)) };
  // It was killed before it had begun, or after its last word.
  if (!(await ground.isUnderWay())) return { ...about, ...(await ended((await ground.way()).from)) };

  const command = itemAt(COMMANDS, number);
  const begun = Date.now();
  const [name = command, ...args] = command.split(" ");
  const next = await ground.command(name, ...args);
  const seconds = (Date.now() - begun) / 1000;
  const { wrong, ...end } = await ended(command === "abort" ? from : to);
  const failure = next.exitCode === 0 ? [] : [`${command} ended with ${next.exitCode ?? "a signal"}: ${next.said}`];
  return {
    ...{ ...about, ...end },
    next: { command, exitCode: next.exitCode ?? -1, seconds },
    wrong: [...failure, ...wrong],
  };
}

/** The items in turn, for ever. */
function itemAt<T extends string>(items: readonly [T, ...T[]], index: number): T {
  return items[index % items.length] ?? items[0];
}
