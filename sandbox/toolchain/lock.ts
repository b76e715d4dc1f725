import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Report } from "./report";

/**
 * Runs `work` while no other process on this machine holds the lock `file`; waits for as long as one does.
 *
 * The lock is the kernel's, held by a child that ends with this process however that ends, so none is ever left behind.
 */
export async function withLock<T>(file: string, report: Report, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn("flock", ["--exclusive", file, "sh", "-c", "echo locked; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
    // A group of its own: Ctrl-C must reach the holder through its closing input, after the work has stopped.
    detached: true,
  });
  const gone = once(holder, "close");
  const waiting = setTimeout(() => report(`waiting for another process that holds ${file}`), 1000);
  try {
    await Promise.race([
      once(holder.stdout, "data"),
      gone.then(() => Promise.reject(new Error(`cannot lock ${file}: flock (Debian package util-linux) failed`))),
    ]);
    clearTimeout(waiting);
    return await work();
  } finally {
    clearTimeout(waiting);
    holder.stdin.end();
    await gone;
  }
}
