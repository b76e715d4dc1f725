import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { autoname } from "../autoname";
import { onlyOfficial } from "../official-plugin";
import { type CheckArgs, type CheckFailure, type CheckResult, type Operation } from "../resource-handler";
import { type Json, type JsonObject, stringAt, valueAt } from "../wire/json";
import { hasUnknown } from "../wire/properties";
import { chartArguments, DEFAULT_TIMEOUT_SECONDS } from "./arguments";
import { type ReleaseContext } from "./release-context";

/** Completes a release's inputs (name, namespace, the chart's exact version) and finds what cannot be right. */
export async function checkRelease(
  operation: Operation,
  { olds, news, randomSeed, autonaming }: CheckArgs,
  context: ReleaseContext,
): Promise<CheckResult> {
  const name = valueAt(news.value, ["name"]) ?? valueAt(olds.value, ["name"]);
  const chosen = name ?? autoname(operation.resource.name, randomSeed, autonaming);
  const namespace = valueAt(news.value, ["namespace"]);
  const inputs: JsonObject = {
    ...news.value,
    ...(chosen === undefined ? {} : { name: chosen }),
    namespace: namespace === undefined || namespace === "" ? context.defaultNamespace() : namespace,
    ...(news.value["skipAwait"] === true ? {} : { timeout: news.value["timeout"] ?? DEFAULT_TIMEOUT_SECONDS }),
  };
  const failures = failuresOf(inputs);
  if (failures.length > 0) return { inputs: { value: inputs, secrets: news.secrets }, failures };
  try {
    const version = await chartVersion(operation, olds.value, inputs, context);
    const value = version === undefined ? inputs : { ...inputs, version };
    return { inputs: { value, secrets: news.secrets }, failures: [] };
  } catch (error) {
    const failure = { property: "chart", reason: (error as Error).message };
    return { inputs: { value: inputs, secrets: news.secrets }, failures: [failure] };
  }
}

function failuresOf(inputs: JsonObject): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  for (const key of ["chart", "name"]) {
    const value = inputs[key];
    if (typeof value === "string" && value !== "") continue;
    failures.push({ property: key, reason: `${key} is ${JSON.stringify(value)}: expected a string that is not empty` });
  }
  const values = inputs["values"];
  if (values !== undefined && (typeof values !== "object" || Array.isArray(values)) && !hasUnknown(values)) {
    failures.push({ property: "values", reason: `values is ${JSON.stringify(values)}: expected a mapping` });
  }
  for (const key of ["disableCRDHooks", "lint", "recreatePods"]) {
    if (inputs[key] === true) failures.push({ property: key, reason: onlyOfficial(key) });
  }
  for (const key of ["username", "password"]) {
    if (valueAt(inputs, ["repositoryOpts", key]) === undefined) continue;
    const reason = onlyOfficial("way to sign in to chart repositories");
    failures.push({ property: `repositoryOpts.${key}`, reason });
  }
  return failures;
}

/** What decides which chart it is. */
const CHART_INPUTS = ["chart", "version", "repositoryOpts", "devel", "verify", "keyring"];

/**
 * The exact version of the chart. Only asked for when what names the chart has changed, since it may take a download.
 * @throws HelmError when there is no such chart or version
 */
async function chartVersion(
  { signal }: Operation,
  olds: JsonObject,
  inputs: JsonObject,
  context: ReleaseContext,
): Promise<Json | undefined> {
  if (CHART_INPUTS.every((key) => isDeepStrictEqual(olds[key], inputs[key]))) return inputs["version"];
  if (CHART_INPUTS.some((key) => hasUnknown(inputs[key]))) return inputs["version"];
  const chart = parse(await context.helm().run(["show", "chart", ...chartArguments(inputs)], signal)) as Json;
  const found = stringAt(chart, ["version"]);
  const wanted = stringAt(inputs, ["version"]);
  // For a chart on disk, helm does not look at the version that is asked for.
  if (wanted !== undefined && isExact(wanted) && wanted.replace(/^v/, "") !== found?.replace(/^v/, "")) {
    throw new Error(`the chart ${stringAt(inputs, ["chart"])} is of version ${found}, not ${wanted}`);
  }
  return found;
}

/** Whether a version names one and not a range, such as ^1.2 or 1.x. */
function isExact(version: string): boolean {
  return /^v?\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/.test(version);
}
