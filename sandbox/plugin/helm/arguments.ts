import { type JsonObject, numberAt, stringAt } from "../wire/json";

/** How long helm waits when the program does not say, in seconds (as the official provider). */
export const DEFAULT_TIMEOUT_SECONDS = 300;

/** A release's name and namespace. */
export interface ReleaseKey {
  readonly name: string;
  readonly namespace: string;
}

/** Input properties that are a flag of helm when true, whichever command makes or changes the release. */
const SWITCHES: Readonly<Record<string, string>> = {
  atomic: "--atomic",
  disableOpenapiValidation: "--disable-openapi-validation",
  disableWebhooks: "--no-hooks",
  forceUpdate: "--force",
  renderSubchartNotes: "--render-subchart-notes",
  skipCrds: "--skip-crds",
  takeOwnership: "--take-ownership",
};

const INSTALL_SWITCHES: Readonly<Record<string, string>> = {
  createNamespace: "--create-namespace",
  replace: "--replace",
};

const UPGRADE_SWITCHES: Readonly<Record<string, string>> = {
  cleanupOnFail: "--cleanup-on-fail",
  resetValues: "--reset-values",
  reuseValues: "--reuse-values",
};

/** Where helm finds the chart. */
export function chartArguments(inputs: JsonObject): readonly string[] {
  const repository = ["repositoryOpts"];
  return [
    stringAt(inputs, ["chart"]) ?? "",
    ...valued("--version", stringAt(inputs, ["version"])),
    ...valued("--repo", stringAt(inputs, [...repository, "repo"])),
    ...valued("--ca-file", stringAt(inputs, [...repository, "caFile"])),
    ...valued("--cert-file", stringAt(inputs, [...repository, "certFile"])),
    ...valued("--key-file", stringAt(inputs, [...repository, "keyFile"])),
    ...switches(inputs, { devel: "--devel", verify: "--verify" }),
    ...(inputs["verify"] === true ? valued("--keyring", stringAt(inputs, ["keyring"])) : []),
  ];
}

export function installArguments(key: ReleaseKey, inputs: JsonObject, common: CommonArguments): readonly string[] {
  return ["install", key.name, ...deployArguments(key, inputs, common), ...switches(inputs, INSTALL_SWITCHES)];
}

export function upgradeArguments(key: ReleaseKey, inputs: JsonObject, common: CommonArguments): readonly string[] {
  const maxHistory = numberAt(inputs, ["maxHistory"]);
  return [
    "upgrade",
    key.name,
    ...deployArguments(key, inputs, common),
    ...switches(inputs, UPGRADE_SWITCHES),
    ...valued("--history-max", maxHistory === undefined ? undefined : String(maxHistory)),
  ];
}

/** What install and upgrade have in common beside the inputs. */
export interface CommonArguments {
  /** The file with the merged values; they never travel as arguments, which everybody on the machine can read. */
  readonly valuesFile: string;
  /** Labels of the release's record. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

function deployArguments(key: ReleaseKey, inputs: JsonObject, common: CommonArguments): readonly string[] {
  const waits = inputs["skipAwait"] !== true;
  return [
    ...chartArguments(inputs),
    ...["--namespace", key.namespace],
    ...["--values", common.valuesFile],
    ...["--timeout", `${common.timeoutSeconds}s`],
    ...Object.entries(common.labels).flatMap(([label, value]) => ["--labels", `${label}=${value}`]),
    ...(waits ? ["--wait", ...switches(inputs, { waitForJobs: "--wait-for-jobs" })] : []),
    ...switches(inputs, SWITCHES),
    ...switches(inputs, { dependencyUpdate: "--dependency-update" }),
    ...valued("--description", stringAt(inputs, ["description"])),
    ...valued("--post-renderer", stringAt(inputs, ["postrender"])),
  ];
}

/** Renders the chart as an install would, without a cluster. */
export function templateArguments(
  key: ReleaseKey,
  inputs: JsonObject,
  { valuesFile, kubeVersion }: { readonly valuesFile: string; readonly kubeVersion?: string },
): readonly string[] {
  return [
    "template",
    key.name,
    ...chartArguments(inputs),
    ...["--namespace", key.namespace],
    ...["--values", valuesFile],
    ...valued("--kube-version", kubeVersion),
    ...switches(inputs, { dependencyUpdate: "--dependency-update" }),
  ];
}

function valued(flag: string, value: string | undefined): readonly string[] {
  return value ? [flag, value] : [];
}

function switches(inputs: JsonObject, flags: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(flags)
    .filter(([property]) => inputs[property] === true)
    .map(([, flag]) => flag);
}
