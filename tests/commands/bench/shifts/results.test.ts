import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "oxfmt";
import { RELEASES } from "../../../../commands/bench/shifts/bad-releases";
import { badCells, type Cells, goodCells } from "../../../../commands/bench/shifts/render-shifts";
import { type ShiftBenchmark } from "../../../../commands/bench/shifts/shift-benchmark";

const docs = join(__dirname, "../../../../docs");
const kept = readdirSync(join(docs, "results"))
  .filter((file) => file.endsWith("-shifts.json"))
  .map((file) => JSON.parse(readFileSync(join(docs, "results", file), "utf8")) as ShiftBenchmark);

/** A table as the pages have them. */
async function markdown({ head, rows }: Cells): Promise<string> {
  const lines = [head, head.map(() => "-"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return (await format("table.md", lines.join("\n"))).code.trim();
}

describe("the results of shifts that are kept", () => {
  const tried = kept.flatMap(({ bad }) => bad);
  const rows = RELEASES.flatMap(({ name }) => tried.filter((one) => one.name === name));
  const good = kept.flatMap((one) => one.good);
  for (const [what, cells, count] of [
    ["bad releases", badCells(rows), rows.length],
    ["shifts to a version that does as well", goodCells(good), good.length],
  ] as const) {
    it(`are the table of ${what} in docs/benchmarks.md`, async () => {
      assert.ok(count > 0);
      const table = await markdown(cells);
      assert.ok(readFileSync(join(docs, "benchmarks.md"), "utf8").includes(table), `the table is not there:\n${table}`);
    });
  }
});
