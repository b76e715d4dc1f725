import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Block } from "../../../../commands/traffic/shift/block";
import { PairsJudge } from "../../../../commands/traffic/shift/judge-pairs";
import { parseRecord, RecordFile, recompute, sha256 } from "../../../../commands/traffic/shift/shift-record";

const PAIRS = [{ candidate: "v3", baseline: "v2" }];
const MARGINS = { error: 0.01, latency: 0.25 };
const [FROM, HALF, TO] = [{ v2: 100 }, { v2: 50, v3: 50 }, { v2: 0, v3: 100 }];

/** A second in which v3 fails so many of its requests. */
function second(at: number, failed: number): Block {
  const latencies = [
    [10, 30],
    [20, 20],
  ] as const;
  return {
    at,
    versions: { v2: { requests: 50, failed: 0, latencies }, v3: { requests: 50, failed, latencies } },
  };
}

describe("the record of a shift", () => {
  const folder = mkdtempSync(join(tmpdir(), "record-"));
  const path = join(folder, "record.json");
  after(() => rmSync(folder, { recursive: true }));

  /** Writes the record of a shift whose v3 fails. */
  function written(id: string): string {
    const about = { id, stack: "test", service: "reviews", rule: "default", namespace: "default", from: FROM, to: TO };
    const begins = { startedAt: "2026-01-01T00:00:00Z", alpha: 0.008, pairs: PAIRS, margins: MARGINS };
    const file = new RecordFile(path, about, begins);
    const judge = new PairsJudge(PAIRS, MARGINS, 0.008);
    file.step(0, HALF, TO);
    judge.nextStep();
    for (let at = 0; at < 10; at++) {
      judge.add(second(at, 10));
      file.block(second(at, 10));
    }
    const evidence = judge.judge(HALF, TO);
    assert.equal(evidence.verdict, "worse");
    file.judged();
    // Counted while the cluster was looked at, before the verdict was told.
    file.block(second(10, 0));
    const event = { formatVersion: 1, at: "2026-01-01T00:00:10Z", id, service: "reviews", rule: "default" } as const;
    file.event({ ...event, event: "verdict", step: 1, steps: 2, decision: "goes back", why: evidence.why, evidence });
    const sum = file.write();
    assert.equal(sum, sha256(readFileSync(path, "utf8")));
    return readFileSync(path, "utf8");
  }

  it("gives the same verdicts when they are computed again", () => {
    const verdicts = recompute(parseRecord(written("one"), path));
    assert.deepEqual(
      verdicts.map(({ step, same, computed }) => [step, same, computed.verdict]),
      [[1, true, "worse"]],
    );
  });

  it("gives others where a count was changed", () => {
    const changed = written("two").replaceAll('"failed":10', '"failed":0');
    const [verdict] = recompute(parseRecord(changed, path));
    assert.equal(verdict?.same, false);
    assert.notEqual(verdict?.computed.verdict, "worse");
  });

  it("is added to by whoever carries the same shift on, and begun anew by another", () => {
    written("three");
    assert.equal(parseRecord(written("three"), path).sessions.length, 2);
    assert.equal(parseRecord(written("four"), path).sessions.length, 1);
  });

  it("is refused where it is not a record, with what is expected", () => {
    assert.throws(() => parseRecord("{}", "x.json"), /x\.json is not a record of a shift[^]*--record FILE\.json/);
  });
});
