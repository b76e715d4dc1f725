import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { POLICIES } from "../../../policies/catalogue";
import { OF_PODS, OF_SAMPLES } from "./choices";
import { EVERY_SAMPLE } from "./corpus";
import { judge } from "./judge";
import { corpusPage, PAGE } from "./page";
import { manifestsOf, WRITTEN } from "./written";

describe("Istio's samples and tasks", () => {
  let judged = 0;
  let falseAlarms = 0;
  after(() => console.log(`    samples and tasks judged: ${judged}, false alarms: ${falseAlarms}`));

  for (const sample of EVERY_SAMPLE) {
    const { name, choices = [], faults = [] } = sample;
    const refusals = [...choices, ...faults];
    it(`${name}: ${refusals.length === 0 ? "nothing to refuse but what pods lack" : `refused by ${refusals.join(", ")}`}`, async () => {
      const { toldBy, lines } = await judge(manifestsOf(sample));
      const alarms = lines.filter((line) => ![...OF_PODS, ...refusals].some((policy) => line.startsWith(`${policy} `)));
      judged += 1;
      falseAlarms += alarms.length > 0 ? 1 : 0;
      assert.deepEqual(alarms, []);
      assert.deepEqual(
        refusals.filter((policy) => !toldBy.includes(policy)),
        [],
      );
    });
  }

  it("refuses by choice with six policies at most, and each of them is made use of", () => {
    const names = OF_SAMPLES.map(({ policy }) => policy);
    assert.ok(names.length <= 6);
    const policies = POLICIES.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => !policies.includes(name)),
      [],
    );
    const used = new Set([...OF_PODS, ...EVERY_SAMPLE.flatMap(({ choices = [] }) => choices)]);
    assert.deepEqual(
      names.filter((name) => !used.has(name)),
      [],
    );
  });

  it("has no fault of a sample that a choice would cover, and says of each why", () => {
    for (const { name, choices = [], faults = [], why } of EVERY_SAMPLE) {
      assert.deepEqual(
        faults.filter((fault) => OF_SAMPLES.some(({ policy }) => policy === fault)),
        [],
        name,
      );
      assert.match(why, /^[A-Z].{10,}\.$/, name);
      assert.equal(new Set([...choices, ...faults]).size, choices.length + faults.length, name);
    }
  });

  it("makes use of every file that is written, and has each name once", () => {
    const used = new Set(EVERY_SAMPLE.flatMap(({ files }) => files));
    assert.deepEqual(
      Object.keys(WRITTEN).filter((file) => !used.has(file) && !SIBLINGS.has(file)),
      [],
    );
    assert.equal(new Set(EVERY_SAMPLE.map(({ name }) => name)).size, EVERY_SAMPLE.length);
  });

  it("is what its page says (else: npm run docs)", async () => {
    assert.equal(readFileSync(join(__dirname, "../../..", PAGE), "utf8"), await corpusPage());
  });
});

/** Pods of another name, which older pages use in the place of curl's. */
const SIBLINGS: ReadonlySet<string> = new Set(["sleep/sleep.yaml"]);
