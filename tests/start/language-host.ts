/**
 * What Pulumi's Node language host of today starts, and how. The sandbox has one of 2023, since no newer one is served
 * as a Go module: nothing may come to depend on it. Each step names the function of pulumi/pulumi that it repeats:
 *
 * - the host: sdk/nodejs/cmd/pulumi-language-nodejs/main.go at commit 1b5949891b3c (3.260.0, of 2026-08-21)
 * - the engine that asks it: module github.com/pulumi/pulumi/pkg/v3, v3.274.1
 */
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** A process as the host starts it. Its standard input is empty. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What the engine tells the host of an update (RunRequest in proto/pulumi/language.proto). */
export interface RunRequest {
  /** The host's own address in truth: it passes all on to the engine's monitor (proxy.go). */
  readonly monitor: string;
  readonly engine: string;
  readonly organization: string;
  readonly stack: string;
  /** As in the stack's file, by `namespace:name`. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  readonly dryRun: boolean;
  /** The folder with the pipes of proxy_unix.go, for SDKs that still ask through them. */
  readonly pipes: string;
}

/** `Run`, `execRuntime` and `constructArguments`. */
export function programCommand(root: string, request: RunRequest): Command {
  const { name, main, runtime } = projectFile(join(root, "Pulumi.yaml"));
  const { programDirectory, entryPoint } = pwdAndMain(root, main);
  const { nodeargs, environment } = parseOptions(runtime);
  const given = (flag: string, value: string) => (value === "" ? [] : [`--${flag}`, value]);
  return {
    file: process.execPath,
    args: [
      ...nodeargs,
      locateModule("@pulumi/pulumi/cmd/run", programDirectory),
      ...given("monitor", request.monitor),
      ...given("engine", request.engine),
      ...given("sync", request.pipes),
      ...given("organization", request.organization),
      ...given("project", name ?? ""),
      ...given("root-directory", root),
      ...given("stack", request.stack),
      ...given("pwd", programDirectory),
      ...(request.dryRun ? ["--dry-run"] : []),
      ...given("parallel", "16"),
      entryPoint,
    ],
    // The host sets none, and is itself started there: NewLanguageRuntime in resource/plugin/langruntime_plugin.go,
    // with the Pwd that ProjectInfoContext in engine/deployment.go has from GetPwdMain.
    cwd: programDirectory,
    env: {
      ...surroundings(),
      // constructConfig: with the keys of old, while those of the secrets stay as they are (constructConfigSecretKeys).
      PULUMI_CONFIG: JSON.stringify(
        Object.fromEntries(
          Object.entries(request.config).map(([key, value]) => [key.replace(":", ":config:"), value] as const),
        ),
      ),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.secretKeys),
      ...environment,
    },
  };
}

/**
 * `RunPlugin` for an analyzer, which is how policy packs are started now (NewPolicyAnalyzer in
 * resource/plugin/analyzer_plugin.go, ExecPlugin in resource/plugin/plugin.go).
 */
export function policyPackCommand(folder: string, request: Omit<RunRequest, "monitor" | "pipes">): Command {
  const { runtime } = projectFile(join(folder, "PulumiPolicy.yaml"));
  const { nodeargs, environment } = parseOptions(runtime);
  return {
    file: process.execPath,
    // Node's own arguments come after the program here, so Node never sees them, and the folder is absolute.
    args: [locateModule("@pulumi/pulumi/cmd/run-policy-pack", folder), ...nodeargs, request.engine, folder],
    cwd: folder,
    env: {
      ...surroundings(),
      ...environment,
      PULUMI_NODEJS_ORGANIZATION: request.organization,
      PULUMI_NODEJS_PROJECT: "bookinfo-mesh",
      PULUMI_NODEJS_STACK: request.stack,
      PULUMI_NODEJS_DRY_RUN: String(request.dryRun),
      PULUMI_CONFIG: JSON.stringify(request.config),
    },
  };
}

/** The exit code that tells the host to say no more, since the program has told the user what is wrong. */
export const ALREADY_REPORTED = 32;

/** How long a program that the host has interrupted has until it is killed (`cmd.WaitDelay`). */
export const INTERRUPTED_MS = 5_000;

interface ProjectFile {
  readonly name?: string;
  readonly main?: string;
  readonly runtime: string | { readonly name: string; readonly options?: Readonly<Record<string, unknown>> };
}

function projectFile(file: string): ProjectFile {
  return parse(readFileSync(file, "utf8")) as ProjectFile;
}

/** `getPwdMain` in engine/project.go. */
function pwdAndMain(root: string, main = "."): { programDirectory: string; entryPoint: string } {
  const file = resolve(root, main);
  if (statSync(file).isDirectory()) return { programDirectory: file, entryPoint: "." };
  return { programDirectory: dirname(file), entryPoint: basename(file) };
}

/** `parseOptions`, which refuses an option of the wrong type and passes over those that it does not know. */
function parseOptions(runtime: ProjectFile["runtime"]): { nodeargs: string[]; environment: NodeJS.ProcessEnv } {
  if (typeof runtime === "string") return parseOptions({ name: runtime });
  assert.equal(runtime.name, "nodejs");
  const { typescript = true, tsconfig = "", nodeargs = "" } = runtime.options ?? {};
  assert.ok(typeof typescript === "boolean", "typescript option must be a boolean");
  assert.ok(typeof tsconfig === "string", "tsconfigpath option must be a string");
  assert.ok(typeof nodeargs === "string", "nodeargs option must be a string");
  return {
    nodeargs: shellWords(nodeargs),
    environment: {
      ...(typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
      ...(tsconfig !== "" && { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
    },
  };
}

/** What shlex.Split makes of words without quotes; those with some would need the rest of it. */
function shellWords(text: string): string[] {
  assert.doesNotMatch(text, /["'\\#]/);
  return text.split(/\s+/).filter((word) => word !== "");
}

/** `locateModule`: what Node finds from the folder of the program, or of the pack. */
function locateModule(name: string, folder: string): string {
  return createRequire(join(folder, "program.js")).resolve(name);
}

/** The host passes its own environment on. What is set for Pulumi or Node here is the developer's, not the test's. */
function surroundings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PULUMI_|NODE_OPTIONS$)/.test(name)));
}
