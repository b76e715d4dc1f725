import assert from "node:assert/strict";
import { POLICIES } from "../../policies/catalogue";
import { ISTIOCTL_MESSAGES } from "../../policies/istioctl-messages";
import { NOT_COVERED } from "../../policies/not-covered";
import { ADVICE, OF_SAMPLES } from "../policies/corpus/choices";
import { judge } from "../policies/corpus/judge";
import { type AnalyzerCase, analyzerCases, codesByIstioctl } from "./analyzer-cases";
import { DIFFERENCES } from "./analyzer-differences";
import { istioSource, readManifests } from "./istio-module";

/**
 * What istioctl says of files and no policy, and what a policy says that has codes of istioctl's, and istioctl does
 * not.
 */
async function differencesIn({ name, files, codes }: AnalyzerCase): Promise<string[]> {
  const said = [...new Set([...codes, ...(await codesByIstioctl(files))])].filter((code) => !(code in NOT_COVERED));
  // The stack is all that there is: nobody tells of a platform.
  const { toldBy } = await judge(
    files.flatMap((file) => readManifests(file)),
    {},
  );
  const telling = POLICIES.filter((policy) => toldBy.includes(policy.name)).map((policy) => ({
    name: policy.name,
    codes: policy.codes.filter((code) => code in ISTIOCTL_MESSAGES),
  }));
  const missed = said.filter((code) => !telling.some((policy) => policy.codes.includes(code)));
  const more = telling
    .filter((policy) => !OF_SAMPLES.some((choice) => choice.policy === policy.name) && policy.name !== ADVICE)
    .filter((policy) => policy.codes.length > 0 && !policy.codes.some((code) => said.includes(code)));
  return [...missed, ...more.map((policy) => policy.name)].map((what) => `${what} of ${name}`);
}

describe("the pack beside istioctl, on Istio's own data for its analyzers", () => {
  it("says the same, but for differences that have a sentence each", async () => {
    const found: string[] = [];
    for (const one of analyzerCases(istioSource())) found.push(...(await differencesIn(one)));
    const listed = DIFFERENCES.flatMap(({ what, files }) => files.map((name) => `${what} of ${name}`));
    assert.deepEqual(found.sort(), listed.sort());
    for (const { what, why } of DIFFERENCES) assert.match(why, /^[A-Z`].{20,}\.$/, what);
    console.log(`    differences from istioctl: ${found.length}, each with its reason`);
  });
});
