/**
 * What cases from outside this repository use of it, by name, so that they need not know where anything is. A name that
 * goes away here takes its cases with it: rename behind it, not here.
 */
import { parseConfig as parse, type RawConfig, type Surroundings } from "../config/parse-config";
import { projectKey } from "../mesh/config-path";

export { packConfig } from "../commands/policy/pack-config";
export { reach } from "../commands/traffic/probe";
export { POLICIES } from "../policies/catalogue";
export { NOT_COVERED } from "../policies/not-covered";
export { CHECKED_POLICY, EXCEPTIONS_POLICY } from "../policies/engine/report-text";
export { profileConfig } from "../policies/profile";
export { record } from "./components/recorder";
export { asProgramSeesIt, stackConfig, withValue } from "./components/stack";
export { recordedStack } from "./policies/recorded-stack";
export { validMesh as soundMesh } from "./policies/valid-mesh";
export { report } from "./policies/run-pack";
export { TestStack } from "./policies/test-stack";

/** The config or its problems, each under the key that a reader is told. */
export function parseConfig(raw: RawConfig, surroundings: Surroundings) {
  const { config, problems } = parse(raw, surroundings);
  return config ? { config } : { problems: problems.map((problem) => ({ key: projectKey(problem.path), ...problem })) };
}
