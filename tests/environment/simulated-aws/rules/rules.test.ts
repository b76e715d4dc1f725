import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account, type Thing } from "../account";
import { type Case } from "./case";
import { CASES } from "./rule-cases";
import { refusal } from "./rule";
import { RULES } from "./rules";

/** What a rule refuses, and what it lets pass, in an account with some things in it. */
function judge({ change }: Pick<Case, "change">, things: readonly Thing[]): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "account-"));
  try {
    const account = new Account(folder);
    for (const thing of things) account.put(thing);
    return refusal(RULES, change, account)?.rule;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the rules of the simulated AWS", () => {
  for (const rule of RULES) {
    it(`${rule.name}: what breaks it is refused, what does not is not`, () => {
      const own = CASES.filter((one) => one.rule === rule.name);
      assert.ok(own.length > 0, "no case breaks this rule");
      for (const one of own) {
        assert.equal(judge(one, one.given), rule.name);
        assert.equal(judge({ change: one.sound?.change ?? one.change }, one.sound?.given ?? one.given), undefined);
      }
    });
  }

  it("have a source each, and no two the same name", () => {
    assert.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length);
    for (const { source, name } of RULES) assert.ok(source.length > 10, name);
  });

  it("are all that there are cases for", () => {
    const names = RULES.map(({ name }) => name);
    assert.deepEqual(
      CASES.filter(({ rule }) => !names.includes(rule)).map(({ rule }) => rule),
      [],
    );
  });
});
