import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Option } from "commander";
import { repoDir } from "../stack/sandbox/paths";
import { progress } from "../terminal/command";

/** Where a benchmark's report goes. */
export interface Output {
  readonly out: string;
  readonly json?: true;
}

const RESULTS = "commands/bench/results";

/** `--out`, where a benchmark's report goes: a file of this name in this clone, whose own place help need not say. */
export function outOption(name: string): Option {
  return new Option("--out <file>", "where the results are kept").default(
    join(repoDir, RESULTS, name),
    `${RESULTS}/${name}`,
  );
}

/** Writes a report into its file. */
export function keepReport(report: object, { out }: Pick<Output, "out">): void {
  mkdirSync(dirname(resolve(out)), { recursive: true });
  writeFileSync(out, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** Keeps a report and prints it, as JSON or as people read it. */
export function showReport(report: object, text: string, output: Output): void {
  keepReport(report, output);
  progress.clear();
  console.log(output.json ? JSON.stringify(report, undefined, 2) : `${text}\nKept in ${output.out}`);
}
