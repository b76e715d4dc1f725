import assert from "node:assert/strict";
import { type PairReport, type SecurityReport } from "../../../commands/security/report";
import { documented } from "../../output/documented";
import { npmRun } from "../command";

/** What `npm run security -- check` measures, and its exit code. */
export async function securityCheck(
  ...args: string[]
): Promise<{ report: SecurityReport; exitCode: number | undefined }> {
  const { exitCode, stdout, stderr } = await npmRun("security", "check", "--json", ...args);
  assert.ok(exitCode === 0 || exitCode === 1, `${stdout}\n${stderr}`);
  return { report: documented<SecurityReport>("security-check", stdout), exitCode };
}

/** Like {@link securityCheck}, where everything must be as configured. */
export async function allAsConfigured(...args: string[]): Promise<SecurityReport> {
  const { report, exitCode } = await securityCheck(...args);
  const wrong = [...report.pairs, ...report.certificates].filter(({ ok }) => !ok);
  assert.deepEqual(wrong, []);
  assert.equal(exitCode, 0);
  return report;
}

/** What was observed between a caller and a target, which must be one thing alone. */
export function observed({ pairs }: SecurityReport, caller: string, target: string): string {
  const pair = pairs.find((one) => one.caller.startsWith(caller) && one.target === target);
  assert.ok(pair, `${caller} -> ${target} was not tried`);
  const [outcome, ...others] = Object.keys(pair.observed);
  assert.ok(outcome !== undefined && others.length === 0, `${caller} -> ${target}: ${JSON.stringify(pair.observed)}`);
  return outcome;
}

/** Of the tries of a caller without a sidecar to reach the application in plain HTTP: how many did not get through. */
export function refusedOf({ pairs }: SecurityReport): { refused: number; total: number } {
  const plain = pairs.filter(({ caller, target }) => caller.startsWith("pod without sidecar") && isService(target));
  const count = (wanted: (outcome: string) => boolean) =>
    plain
      .flatMap(({ observed: seen }: PairReport) => Object.entries(seen))
      .reduce((sum, [outcome, hits]) => (wanted(outcome) ? sum + hits : sum), 0);
  return { refused: count((outcome) => outcome !== "answered"), total: count(() => true) };
}

function isService(target: string): boolean {
  return /^(productpage|details|reviews|ratings)( \(pod\))?$/.test(target);
}
