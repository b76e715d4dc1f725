import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { withLock } from "./lock";
import { type Report } from "./report";

/**
 * Gives back the folder `entry`, which `make` fills if it is not there yet, or no longer whole. The folder appears
 * whole or not at all; what an interrupted `make` left is handed to the next one, which may use or replace it.
 */
export async function cached(
  entry: string,
  report: Report,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  if (isCached(entry)) {
    markUsed(entry);
    return entry;
  }
  await withLock(join(dirname(entry), ".lock"), report, async () => {
    if (isCached(entry)) return;
    removeCached(entry);
    const unfinished = `${entry}.unfinished`;
    mkdirSync(unfinished, { recursive: true });
    await make(unfinished);
    writeFileSync(inventoryOf(entry), filesIn(unfinished).join("\n"));
    await flushToDisk(unfinished);
    renameSync(unfinished, entry);
    // An unpacked archive may have given the folder a date of long ago.
    markUsed(entry);
    removeUnused(dirname(entry));
  });
  return entry;
}

/** Whether an entry is there, with every file that it was finished with, in its size of then. */
export function isCached(entry: string): boolean {
  if (!existsSync(entry)) return false;
  // Entries that were made before there were inventories have none.
  if (!existsSync(inventoryOf(entry))) return true;
  const present = new Set(filesIn(entry));
  return readFileSync(inventoryOf(entry), "utf8")
    .split("\n")
    .every((file) => file === "" || present.has(file));
}

export function removeCached(entry: string): void {
  rmSync(entry, { recursive: true, force: true });
  rmSync(inventoryOf(entry), { force: true });
}

/** Lists an entry's files. It lies beside the entry, whose content may be that of a container image. */
function inventoryOf(entry: string): string {
  return `${entry}.files`;
}

/** A line for each file below a folder: its size and its name. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${statSync(file).size} ${relative(folder, file)}`);
}

/** Long enough for a sandbox that runs on and on with the programs that it was started with. */
const UNUSED_DAYS = 30;

function markUsed(entry: string): void {
  const now = new Date();
  utimesSync(entry, now, now);
}

/**
 * Removes what no `cached` call has asked for in a long time: older versions, and what was begun and never finished.
 */
function removeUnused(folder: string): void {
  const limit = Date.now() - UNUSED_DAYS * 24 * 3600 * 1000;
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of entries) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < limit) removeCached(path);
  }
}

/** Else a crash of the machine could leave a folder that looks complete, with empty files in it. */
async function flushToDisk(folder: string): Promise<void> {
  await execa("sync", ["--file-system", folder]);
}
