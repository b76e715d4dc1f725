import assert from "node:assert/strict";
import { stringify } from "yaml";
import { textKeys } from "../../config/json-text";
import { parseConfig, type Surroundings } from "../../config/parse-config";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { renderFix } from "../../config/problem/render-fix";
import { isFields } from "../../config/value";
import { applied } from "./apply-fix";
import { asSeen, type StackFile, typed } from "./pulumi-config";

const surroundings: Surroundings = {
  regions: () => ["ap-northeast-1", "eu-west-1", "us-east-1"],
  absolutePath: (path) => path.replace("~", "/home/anna"),
  kubeconfigProblems: () => [],
  chartFolderProblems: () => [],
};

/** What is wrong with a stack's file. */
export function problemsOf(file: StackFile): readonly Problem[] {
  const { "aws:region": region, ...own } = asSeen(file);
  const values = Object.fromEntries(
    Object.entries(own).map(([key, text]) => [key.replace("bookinfo-mesh:", ""), text]),
  );
  const texts = textKeys(stringify({ config: outlined(file) }));
  return parseConfig({ ...(region !== undefined && { region }), values, texts }, surroundings).problems ?? [];
}

/**
 * A stack's file without what is inside its structures, which takes long to read and does not matter to what is text in
 * it.
 */
function outlined(file: StackFile): StackFile {
  const isStructure = (value: unknown) => isFields(value) && Object.keys(value).join() !== "secure";
  return Object.fromEntries(Object.entries(file).map(([key, value]) => [key, isStructure(value) ? {} : value]));
}

/**
 * A stack's file after all fixes have been made, from top to bottom, at most `rounds` times over: each one as data and,
 * typed as it is told, as a command, which must come to the same. Fails where they do not, where Pulumi takes a command
 * badly, and where something is wrong still.
 */
export function fixed(file: StackFile, rounds = 2): StackFile {
  const told: string[] = [];
  let config = file;
  for (let round = 0; round <= rounds; round++) {
    const problems = problemsOf(config);
    if (problems.length === 0) return config;
    told.push(formatProblems(problems, "pulumi"), "");
    const fixes = new Map(problems.map(({ fix }) => [renderFix(fix, "pulumi"), fix]));
    const before = config;
    try {
      config = [...fixes.keys()].reduce(typed, before);
      assert.deepEqual(asSeen(config), asSeen([...fixes.values()].reduce(applied, before)));
    } catch (error) {
      assert.fail(`${String(error)}\n${JSON.stringify(before)}\n${told.join("\n")}`);
    }
  }
  return assert.fail(`still wrong after ${rounds} rounds:\n${told.join("\n")}`);
}
