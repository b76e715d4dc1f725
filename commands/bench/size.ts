import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { cacheDir, stateDir } from "../stack/sandbox/paths";
import { sandboxPids } from "../stack/sandbox/pids";
import { UserError } from "../terminal/user-error";
import { type Memory, memoryOf, processorSeconds, processorSecondsBetween } from "./processes";

const GIB = 2 ** 30;

/** What the running sandbox may take at most. */
const LIMITS = { memoryBytes: 6 * GIB, diskBytes: 15 * GIB, idleCores: 0.25 } as const;

/** What a running sandbox takes: the shape of its JSON file. Sizes are in bytes. */
export interface SizeReport {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly processes: number;
  /** Of all processes of the sandbox, pods included. `proportional` is held against the limit. */
  readonly memory: Memory & { readonly limit: number; readonly byProgram: Readonly<Record<string, Memory>> };
  /** Of the cache (toolchain, images, charts) and of the state, by folder. */
  readonly disk: {
    readonly total: number;
    readonly limit: number;
    readonly byFolder: Readonly<Record<string, number>>;
  };
  /** Processor time while nothing was asked of the sandbox, in cores. */
  readonly idle: { readonly cores: number; readonly limit: number; readonly seconds: number };
  readonly ok: boolean;
}

/** Measures the sandbox that runs on this machine. Nothing else should be asked of it in the meantime. */
export async function measureSize(seconds: number): Promise<SizeReport> {
  const startedAt = new Date();
  if (sandboxPids().length === 0) throw new UserError("No sandbox runs on this machine. Start it with `npm start`.");

  const before = processorSeconds(sandboxPids());
  const start = process.hrtime.bigint();
  await sleep(seconds * 1000);
  const pids = sandboxPids();
  const used = processorSecondsBetween(before, processorSeconds(pids));
  const elapsed = Number(process.hrtime.bigint() - start) / 1e9;

  const byProgram = memoryOf(pids);
  const byFolder = { ...(await sizesIn(cacheDir)), ...(await sizesIn(stateDir)) };
  const memory = {
    resident: sum([...byProgram.values()].map(({ resident }) => resident)),
    proportional: sum([...byProgram.values()].map(({ proportional }) => proportional)),
  };
  const total = sum(Object.values(byFolder));
  const cores = used / elapsed;
  return {
    formatVersion: 1,
    startedAt: startedAt.toISOString(),
    processes: pids.length,
    memory: { ...memory, limit: LIMITS.memoryBytes, byProgram: Object.fromEntries(byProgram) },
    disk: { total, limit: LIMITS.diskBytes, byFolder },
    idle: { cores, limit: LIMITS.idleCores, seconds },
    ok: memory.proportional <= LIMITS.memoryBytes && total <= LIMITS.diskBytes && cores < LIMITS.idleCores,
  };
}

/** What the entries of a folder take on the disk, without what is mounted there: that is on the disk once already. */
async function sizesIn(folder: string): Promise<Record<string, number>> {
  if (!existsSync(folder)) return {};
  const entries = (await readdir(folder)).map((name) => join(folder, name));
  if (entries.length === 0) return {};
  // du counts a file with several names once, but only within one call.
  const { stdout } = await execa("du", ["--summarize", "--one-file-system", "--block-size=1", "--", ...entries], {
    // What vanishes meanwhile, such as a container's files, makes du fail after it has counted the rest.
    reject: false,
  });
  return Object.fromEntries(
    stdout
      .split("\n")
      .map((line) => line.split("\t"))
      .flatMap(([size, name]) => (name === undefined ? [] : [[name, Number(size)]])),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
