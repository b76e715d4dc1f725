import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";

const root = resolve(__dirname, "../..");

/** Runs JavaScript, in the project's folder, in a Node that is started as Pulumi starts the program's. */
export function runInProgramNode(script: string, env: NodeJS.ProcessEnv = {}) {
  return execa(process.execPath, ["--require", "./start/program-loader.cjs", "--eval", script], {
    cwd: root,
    env,
    reject: false,
  });
}

/** Makes a TypeScript file of that name for as long as `use` takes. Its path is one that no start has seen before. */
export async function withFile(name: string, source: string, use: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "program-start-"));
  const file = join(folder, name);
  writeFileSync(file, source);
  try {
    await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
