import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { ISTIOCTL_MESSAGES } from "../../policies/istioctl-messages";
import { istioctlProgram } from "./istio-module";

/** Where Istio keeps its analyzers and the data that it tests them with, below its source. */
const ANALYZERS = "pkg/config/analysis/analyzers";

/** Files that Istio tests an analyzer with, and the codes of the messages that it expects of them. */
export interface AnalyzerCase {
  /** What they are called in the table of differences: their names, without the folder. */
  readonly name: string;
  readonly files: readonly string[];
  readonly codes: readonly string[];
}

/** What Istio's own tests expect of its analyzers, by files: analyzers_test.go says it in a table. */
export function analyzerCases(source: string): AnalyzerCase[] {
  const text = readFileSync(join(source, ANALYZERS, "analyzers_test.go"), "utf8");
  const table = text.slice(
    text.indexOf("var testGrid = []testCase{"),
    text.indexOf("\n}\n", text.indexOf("var testGrid")),
  );
  const cases = new Map<string, AnalyzerCase>();
  for (const entry of table.split(/\n\t\{\n/).slice(1)) {
    const inputs = /inputFiles: *\[\]string\{([^}]*)\}/.exec(entry)?.[1] ?? "";
    const names = [...inputs.matchAll(/"testdata\/([^"]+)"/g)].map(([, name = ""]) => name);
    const messages = [...entry.matchAll(/\{msg\.(\w+),/g)].map(([, name = ""]) => codeOf(name));
    const name = names.join(" + ");
    const known = cases.get(name)?.codes ?? [];
    const files = names.map((file) => join(source, ANALYZERS, "testdata", file));
    cases.set(name, { name, files, codes: [...new Set([...known, ...messages])].sort() });
  }
  return [...cases.values()];
}

function codeOf(message: string): string {
  const found = Object.entries(ISTIOCTL_MESSAGES).find(([, name]) => name === message);
  if (!found) throw new Error(`istioctl has no message ${message}`);
  return found[0];
}

/**
 * The codes that istioctl says of files. Without a cluster it reads no Services and Pods, and says less than its tests.
 */
export async function codesByIstioctl(files: readonly string[]): Promise<string[]> {
  const args = ["analyze", "--all-namespaces", "--use-kube=false", "--output", "json", ...files];
  // It ends with another code when it finds an error.
  const { stdout } = await execa(istioctlProgram(), args, { reject: false });
  const messages = JSON.parse(stdout.slice(stdout.indexOf("["))) as { code: string }[];
  return [...new Set(messages.map(({ code }) => code))].sort();
}
