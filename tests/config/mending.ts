import assert from "node:assert/strict";
import { stringify } from "yaml";
import { textKeys } from "../../config/json-text";
import { parseConfig, type Surroundings } from "../../config/parse-config";
import { formatProblems, type Problem } from "../../config/problem/problem";
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
  const texts = textKeys(stringify({ config: file }));
  return parseConfig({ ...(region !== undefined && { region }), values, texts }, surroundings).problems ?? [];
}

/**
 * A stack's file after everything that was printed has been typed, from top to bottom, at most `rounds` times over. Fails
 * where Pulumi takes a command badly, and where something is wrong still.
 */
export function mended(file: StackFile, rounds = 2): StackFile {
  const told: string[] = [];
  let config = file;
  for (let round = 0; round <= rounds; round++) {
    const problems = problemsOf(config);
    if (problems.length === 0) return config;
    told.push(formatProblems(problems), "");
    for (const line of new Set(problems.map(({ mend }) => mend))) {
      try {
        config = typed(config, line);
      } catch (error) {
        assert.fail(`${String(error)} on ${line}\n${JSON.stringify(config)}\n${told.join("\n")}`);
      }
    }
  }
  return assert.fail(`still wrong after ${rounds} rounds:\n${told.join("\n")}`);
}
