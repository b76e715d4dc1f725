import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execa, type ResultPromise } from "execa";
import { readProc, statField } from "../../stack/sandbox/proc";
import { repoDir } from "../../stack/sandbox/paths";
import { UserError } from "../../terminal/user-error";
import { type ShiftEvent } from "../../traffic/shift/events";

/** A command of `npm run traffic` that has ended. */
export interface Ended {
  /** Absent where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly events: readonly ShiftEvent[];
  /** What it said besides. */
  readonly said: string;
}

const OPTIONS = { cwd: repoDir, stdin: "ignore", reject: false, detached: true } as const;

/** Runs `npm run traffic -- ...` as a user does, to its end. */
export async function traffic(...args: readonly string[]): Promise<Ended> {
  return RunningShift.start(args).ended;
}

/**
 * `npm run traffic -- ...` as it runs: a shift, or what carries one on. It is the first of a group of processes of its
 * own.
 */
export class RunningShift {
  readonly #events: ShiftEvent[] = [];
  readonly #child: ResultPromise<typeof OPTIONS>;
  #isOver = false;
  readonly ended: Promise<Ended>;

  private constructor(args: readonly string[]) {
    this.#child = execa("npm", ["run", "--silent", "traffic", "--", ...args], OPTIONS);
    this.ended = this.#read();
  }

  static start(args: readonly string[]): RunningShift {
    return new RunningShift(args);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get events(): readonly ShiftEvent[] {
    return this.#events;
  }

  /**
   * Waits for the step of a number, from 1.
   *
   * @throws UserError where the shift ended before it came to it
   */
  async step(step: number): Promise<void> {
    if (await this.reached((one) => one.event === "step" && one.step === step)) return;
    const { exitCode, said } = await this.ended;
    throw new UserError(`The shift ended with ${exitCode ?? "a signal"} before its step ${step}:\n${said}`);
  }

  /** Waits for an event; false where the shift ended without it. */
  async reached(is: (event: ShiftEvent) => boolean): Promise<boolean> {
    while (!this.#events.some(is) && !this.#isOver) await sleep(20);
    return this.#events.some(is);
  }

  /** Asks it to pause, as Ctrl-C does. */
  interrupt(): void {
    this.#signalGroup("SIGINT");
  }

  /** Ends its own processes at once. Pulumi's engine is in a group of its own and goes on. */
  kill(): void {
    this.#signalGroup("SIGKILL");
  }

  /** Its processes with all that they have started, the engine and its plugins too. */
  family(): number[] {
    const { pid } = this.#child;
    return pid === undefined ? [] : familyOf(pid, parents());
  }

  #signalGroup(signal: "SIGINT" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid !== undefined && !this.#isOver) signalled([-pid], signal);
  }

  async #read(): Promise<Ended> {
    const other: string[] = [];
    for await (const line of this.#child.iterable({ from: "stdout" })) {
      const event = eventIn(line);
      if (event) this.#events.push(event);
      else other.push(line);
    }
    const { exitCode, stderr } = await this.#child;
    this.#isOver = true;
    return { exitCode, events: this.#events, said: [...other, stderr].join("\n").trim() };
  }
}

function eventIn(line: string): ShiftEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  const value = JSON.parse(line) as object;
  return "event" in value && "at" in value ? (value as ShiftEvent) : undefined;
}

/** A process and all that descend from it, each before those that it has started. */
export function familyOf(pid: number, parentOf: ReadonlyMap<number, number>): number[] {
  const children = [...parentOf].flatMap(([child, parent]) => (parent === pid ? [child] : []));
  return [pid, ...children.flatMap((child) => familyOf(child, parentOf))];
}

function parents(): Map<number, number> {
  const pids = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []));
  return new Map(
    pids.flatMap((pid) => {
      const stat = readProc(pid, "stat");
      return stat === undefined ? [] : [[pid, Number(statField(stat, 4))] as const];
    }),
  );
}

/** Sends a signal to processes, of which some may have ended. */
export function signalled(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
