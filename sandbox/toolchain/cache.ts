import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { withLock } from "./lock";
import { type Report } from "./report";

/**
 * Gives back the folder `entry`, which `make` fills if it is not there yet. The folder appears whole or not at all; what an
 * interrupted `make` left is handed to the next one, which may use or replace it.
 */
export async function cached(
  entry: string,
  report: Report,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  if (existsSync(entry)) {
    markUsed(entry);
    return entry;
  }
  await withLock(join(dirname(entry), ".lock"), report, async () => {
    if (existsSync(entry)) return;
    const unfinished = `${entry}.unfinished`;
    mkdirSync(unfinished, { recursive: true });
    await make(unfinished);
    await flushToDisk(unfinished);
    renameSync(unfinished, entry);
    // An unpacked archive may have given the folder a date of long ago.
    markUsed(entry);
    removeUnused(dirname(entry));
  });
  return entry;
}

/** Long enough for a sandbox that runs on and on with the programs that it was started with. */
const UNUSED_DAYS = 30;

function markUsed(entry: string): void {
  const now = new Date();
  utimesSync(entry, now, now);
}

/** Removes what no `cached` call has asked for in a long time: older versions, and what was begun and never finished. */
function removeUnused(folder: string): void {
  const limit = Date.now() - UNUSED_DAYS * 24 * 3600 * 1000;
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of entries) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < limit) rmSync(path, { recursive: true, force: true });
  }
}

/** Else a crash of the machine could leave a folder that looks complete, with empty files in it. */
async function flushToDisk(folder: string): Promise<void> {
  await execa("sync", ["--file-system", folder]);
}
