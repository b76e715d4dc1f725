import assert from "node:assert/strict";
import { ChangeTest, SteadyTest } from "../../../../commands/traffic/evidence/sequential-test";

describe("the test of a change", () => {
  it("begins with no evidence, and gets none from blocks that are as likely either way", () => {
    const test = new ChangeTest(3);
    assert.equal(test.eValue, 1);
    for (let block = 0; block < 1000; block++) test.add([0, 0, 0]);
    assert.ok(Math.abs(test.eValue - 1) < 1e-9);
  });

  it("spreads its weight over all moments so that there is never more than 1 of it", () => {
    const test = new ChangeTest(1);
    // What has begun is lost with each block: its value is what has not begun yet, and must not fall below 0.
    for (let block = 0; block < 5000; block++) {
      if (block % 100 === 0) test.nextStep();
      test.add([-700]);
    }
    test.add([Math.log(1000)]);
    assert.ok(test.eValue > 0 && test.eValue < 2, String(test.eValue));
  });

  it("needs little more where a version is bad after a long time than where it is from the start", () => {
    const blocksUntil = (before: number, step: boolean) => {
      const test = new ChangeTest(2);
      for (let block = 0; block < before; block++) test.add([-1, -0.1]);
      if (step) test.nextStep();
      let blocks = 0;
      for (; test.eValue < 200; blocks++) test.add([1, 0]);
      return blocks;
    };
    const atStart = blocksUntil(0, false);
    assert.ok(atStart <= 7, String(atStart));
    assert.ok(blocksUntil(3000, true) <= atStart + 3);
    const anyTime = blocksUntil(3000, false);
    assert.ok(anyTime > atStart && anyTime <= atStart + 12, String(anyTime));
  });

  it("keeps what was shown once", () => {
    const test = new ChangeTest(1);
    for (let block = 0; block < 10; block++) test.add([1]);
    const most = test.eValue;
    for (let block = 0; block < 100; block++) test.add([-5]);
    assert.equal(test.eValue, most);
    assert.ok(most > 1000);
  });
});

describe("the test of what holds all the time", () => {
  it("is what the evidence is now, not its most", () => {
    const test = new SteadyTest(2);
    assert.equal(test.eValue, 1);
    for (let block = 0; block < 10; block++) test.add([1, 0]);
    assert.ok(test.eValue > 1000);
    for (let block = 0; block < 10; block++) test.add([-5, -5]);
    assert.ok(test.eValue < 1);
  });

  it("loses only so much by one block, such as one with a burst", () => {
    const test = new SteadyTest(1);
    test.add([-700]);
    assert.ok(Math.abs(test.eValue - 0.05) < 1e-9);
  });
});
