import { createHash } from "node:crypto";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { nodeGroups } from "./control-group";
import { nodeFiles } from "./facts";
import { inControlGroups, insideNode } from "./namespaces";
import { identityOf, isRecorded, type PidRecord, runningRecord, writePidRecord } from "./pid-record";

/** A long-running program of the sandbox, described; `ensureProcess` starts it. */
export interface NodeProcess {
  /** Names the process to people, its pid file and its log. */
  readonly name: string;
  /** The program, as a path, and its arguments. */
  readonly command: readonly string[];
  /** The files that the program reads at start, by path. They are written with mode 0600 before it starts. */
  readonly files?: Readonly<Record<string, string>>;
  /** `node`: in the node's namespaces, as all but the forwarder are; `machine`: in the machine's own. */
  readonly where: "node" | "machine";
  /** Added to a minimal environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How it shows that it does what others need of it; absent where nobody waits for that. */
  readonly ready?: Readiness;
}

/** How a process shows that it is ready. */
export interface Readiness {
  /**
   * What is wrong as long as it is not, to follow with how long that has been, e.g. `the API server does not answer`.
   */
  readonly otherwise: string;
  /** The processes that it takes, by name: when one of them has ended there is nothing to wait for. */
  readonly needs: readonly string[];
  /** Asked again and again until it succeeds. */
  readonly ask: () => Promise<unknown>;
}

/** Where a process writes what it has to say. */
export function logOf(name: string): string {
  return join(sandbox.logs, `${name}.log`);
}

export function pidFileOf(name: string): string {
  return join(nodeFiles.pids, name);
}

/** Equal for two descriptions that would run the same program with the same arguments, files and environment. */
export function digestOf({ command, files, where, env }: NodeProcess): string {
  return createHash("sha256")
    .update(JSON.stringify([command, files, where, env]))
    .digest("hex");
}

/** What `ensureProcess` did: nothing, as just this was running already, or start the process. */
export type Ensured = "was running" | "started";

/**
 * Sees to it that the process runs as described, in the namespaces that `anchor` holds: one that runs stays, one that
 * was described differently is ended and started anew.
 */
export async function ensureProcess(description: NodeProcess, anchor: number): Promise<Ensured> {
  const pidFile = pidFileOf(description.name);
  const digest = digestOf(description);
  const running = runningRecord(pidFile);
  if (running?.digest === digest) return "was running";
  if (running) await endProcess(running);

  for (const [file, content] of Object.entries(description.files ?? {})) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
  }
  const command = description.where === "node" ? insideNode(anchor, description.command) : description.command;
  const { pid, release } = startHeld(description, inControlGroups(nodeGroups(), command));
  writePidRecord(pidFile, pid, digest);
  release();
  return "started";
}

/** The command line that becomes `command` when it reads a line, and ends when there is none to come. */
export function held(command: readonly string[]): string[] {
  return ["/bin/sh", "-c", 'read -r line && exec "$@" < /dev/null', "sh", ...command];
}

/** Logs beyond this size are put aside at the next start, so that a sandbox that lives long does not fill the disk. */
const logLimit = 50 * 2 ** 20;

/**
 * Starts a process that becomes `command` when it is released. One whose starter dies before ends by itself: no program
 * ever runs that no record names.
 */
function startHeld({ name, env }: NodeProcess, command: readonly string[]): { pid: number; release: () => void } {
  const log = logOf(name);
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  if (existsSync(log) && statSync(log).size > logLimit) renameSync(log, `${log}.1`);
  const output = openSync(log, "a", 0o600);
  const [program = "", ...args] = held(command);
  const child = spawn(program, args, {
    detached: true,
    stdio: ["pipe", output, output],
    cwd: "/",
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/root",
      LANG: "C.UTF-8",
      ...env,
    },
  });
  closeSync(output);
  child.unref();
  const { pid, stdin } = child;
  if (pid === undefined || stdin === null) throw new Error(`${name} could not be started`);
  // One that was killed meanwhile reads nothing, and is missed by those who need it.
  stdin.on("error", () => {});
  return { pid, release: () => stdin.end("\n") };
}

/**
 * Asks a process to end, and makes it after ten seconds. Never touches another process that has got its pid meanwhile.
 */
async function endProcess(record: PidRecord): Promise<void> {
  const alive = (): boolean => isRecorded(record, identityOf(record.pid));
  if (alive()) process.kill(record.pid, "SIGTERM");
  for (let waited = 0; alive(); waited += 50) {
    if (waited >= 10_000) process.kill(record.pid, "SIGKILL");
    await sleep(50);
  }
}

/** A process of the sandbox that ended by itself although it should run. */
class ProcessEnded extends Error {
  constructor(readonly processName: string) {
    super(
      `${processName} ended by itself. The end of its log, ${logOf(processName)}:\n${lastLines(logOf(processName), 8)}`,
    );
  }
}

/** Throws `ProcessEnded` for the first of these processes that no longer runs. */
export function assertRunning(names: readonly string[]): void {
  for (const name of names) if (!runningRecord(pidFileOf(name))) throw new ProcessEnded(name);
}

function lastLines(file: string, count: number): string {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  return lines
    .slice(-count)
    .map((line) => `  ${line.slice(0, 400)}`)
    .join("\n");
}
