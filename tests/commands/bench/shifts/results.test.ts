import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RELEASES } from "../../../../commands/bench/shifts/bad-releases";
import { badTable } from "../../../../commands/bench/shifts/render-shifts";
import { type ShiftBenchmark } from "../../../../commands/bench/shifts/shift-benchmark";

const docs = join(__dirname, "../../../../docs");
const kept = readdirSync(join(docs, "results"))
  .filter((file) => file.endsWith("-shifts.json"))
  .map((file) => JSON.parse(readFileSync(join(docs, "results", file), "utf8")) as ShiftBenchmark);

describe("the results of shifts that are kept", () => {
  it("are the table of bad releases in docs/benchmarks.md", () => {
    const tried = kept.flatMap(({ bad }) => bad);
    const rows = RELEASES.flatMap(({ name }) => tried.filter((one) => one.name === name));
    assert.ok(rows.length > 0);
    assert.ok(readFileSync(join(docs, "benchmarks.md"), "utf8").includes(badTable(rows)), badTable(rows));
  });
});
