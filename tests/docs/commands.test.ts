import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configSchema } from "../../config/schema/config-schema";
import { keysOf } from "../../config/schema/key-places";
import { type CommandScript, commandScripts } from "../commands/all-commands";
import { commandRefusal } from "../commands/parse-without-running";
import { NOT_RUN, RUN_IN } from "./commands-not-run";
import { documentedCommands, kindOf, mentionedCommands, ofScript } from "./documented-commands";

const environment = join(__dirname, "../environment");

/** What the tests of the whole environment run, by its kind. */
function kindsThatRun(): ReadonlySet<string> {
  const tests = readdirSync(environment, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const calls = tests.flatMap((file) => [
    ...readFileSync(join(environment, file), "utf8")
      // The tests' own kubectl is the same program, without npm.
      .replaceAll(/\bkubectl\(\s*(?:\.\.\.\[)?/g, '"kubectl", ')
      .replaceAll(/\bkubectlWith\([^"]*?,\s*/g, '"kubectl", ')
      .matchAll(
        /"(?:traffic|security|policy|pulumi|kubectl|istioctl|start|stop|status|bench|versions)"(?:,\s*(?:\.\.\.\[)?"[^"]*")*/g,
      ),
  ]);
  return new Set(
    calls.map(([call]) => kindOf(["npm", "run", ...[...call.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word)])),
  );
}

const KEYS = keysOf(configSchema).map(({ key }) => key.split("."));

/**
 * Whether the config has such a key; `[0]` stands for any number in a list, and values of charts are the charts' own.
 */
function isKey(key: string): boolean {
  const parts = key.replaceAll(/\[\d+\]/g, "[]").split(".");
  const named = key.startsWith("istio.values.") ? parts.slice(0, 3) : parts;
  return KEYS.some(
    (known) =>
      known.length === named.length && known.every((part, index) => part.startsWith("<") || part === named[index]),
  );
}

describe("the commands in the pages that people read", () => {
  const commands = documentedCommands();
  let scripts: readonly CommandScript[];

  before(async () => {
    scripts = await commandScripts();
  });

  it("are there", () => assert.ok(commands.length > 150, String(commands.length)));

  it("have options and arguments that the project's commands take", async () => {
    for (const { page, words } of commands.filter(({ words: [program, sub] }) => program === "npm" && sub !== "ci")) {
      assert.equal(await commandRefusal(words, scripts), undefined, `${page}: ${words.join(" ")}`);
    }
  });

  it("are named in sentences with subcommands and options that there are", async () => {
    for (const { page, words } of mentionedCommands()) {
      const refusal = (await commandRefusal(words, scripts)) ?? "";
      const isShortened = /^error: (?:missing required argument|required option)/.test(refusal);
      assert.ok(refusal === "" || isShortened, `${page}: ${words.join(" ")}: ${refusal}`);
    }
  });

  it("would be refused otherwise", async () => {
    const refusal = (...args: string[]) => commandRefusal(["npm", "run", ...args], scripts);
    assert.match((await refusal("traffic", "--", "chek")) ?? "", /unknown command 'chek'\n\(Did you mean check\?\)/);
    assert.match((await refusal("traffic", "--", "check", "--request", "5")) ?? "", /unknown option '--request'/);
    assert.match((await refusal("traffic", "--", "wait", "--timeout", "soon")) ?? "", /'soon' is invalid/);
    assert.match((await refusal("traffic", "--", "set", "reviews")) ?? "", /missing required argument 'weights'/);
    assert.match((await refusal("traffic", "check")) ?? "", /before its arguments: --/);
    assert.match((await refusal("trafic", "--", "check")) ?? "", /npm has no script trafic/);
  });

  it("set keys that the config has", () => {
    for (const { page, words } of commands) {
      const args = ofScript(words);
      if (!/^pulumi config (?:set|rm)$/.test(kindOf(words))) continue;
      const key = args.find((word) => word.startsWith("bookinfo-mesh:"))?.replace("bookinfo-mesh:", "") ?? "";
      assert.ok(isKey(key), `${page}: ${words.join(" ")}: there is no key ${key}`);
    }
  });

  it("are run by a test of the whole environment, or there is a reason why not", () => {
    for (const [kind, file] of Object.entries(RUN_IN)) {
      assert.ok(readFileSync(join(environment, file), "utf8").includes(`"${kind.split(" ").at(-1)}"`), file);
    }
    const runs = new Set([...kindsThatRun(), ...Object.keys(RUN_IN)]);
    const kinds = new Set(commands.map(({ words }) => kindOf(words)));
    assert.deepEqual(
      [...kinds].filter((kind) => !runs.has(kind) && !(kind in NOT_RUN)),
      [],
      "neither run nor excused",
    );
    assert.deepEqual(
      Object.keys(NOT_RUN).filter((kind) => runs.has(kind) || !kinds.has(kind)),
      [],
      "excused without need",
    );
  });
});
