"use strict";

const { Spec } = require("mocha").reporters;

/**
 * Mocha's spec reporter, closed by a line for each test that failed and one that a script can read: `N passed, N
 * failed`.
 */
module.exports = class CountingSpec extends Spec {
  epilogue() {
    super.epilogue();
    for (const test of this.failures) {
      const [why = ""] = String(test.err?.message ?? "").split("\n");
      console.log(`FAILED ${test.titlePath().join(" > ")}: ${why}`);
    }
    console.log(`${this.stats.passes} passed, ${this.stats.failures} failed`);
  }
};
