import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CHECKED_POLICY } from "../../policies/engine/report-text";
import { isObject, type Value } from "../../policies/resources/value";
import { repoDir } from "../stack/sandbox/paths";
import { shortStackName } from "../stack/stack-name";
import { UserError } from "../terminal/user-error";
import { type Exception } from "../../policies/engine/exceptions";
import { configProblems, exceptionProblems } from "./config-problems";
import { type EngineEvent } from "./engine-event";
import { KEPT_POLICY, PACK } from "./pack";

export const packDir = join(repoDir, "policies");

/** What a pack's config says about one policy: its level, settings and exceptions. */
type PolicyConfig = Readonly<Record<string, unknown>>;

/** A pack's config, by each policy's name. A policy that is not in it has the level of `all`, else the pack's own. */
export type PackConfig = Readonly<Record<string, PolicyConfig>>;

export interface ConfigSources {
  /** The profile's name. */
  readonly profile: string;
  /** A config file in the profile's place. */
  readonly file?: string | undefined;
  readonly stack: string;
  /** Whether what could not be checked is only told, and does not fail. */
  readonly allowUnchecked: boolean;
}

/**
 * The config that the pack is given: the profile, and on top of it the exceptions that were made for the stack.
 *
 * @throws UserError when a file can't be read, or says what the pack has no use for.
 */
export function packConfig({ profile, file, stack, allowUnchecked }: ConfigSources): PackConfig {
  const config = readConfig(file ?? join(packDir, "profiles", `${profile}.json`));
  const withExceptions = mergeExceptions(config, exceptionsOf(stack));
  if (!allowUnchecked) return withExceptions;
  return { ...withExceptions, [CHECKED_POLICY]: { ...withExceptions[CHECKED_POLICY], enforcementLevel: "advisory" } };
}

/**
 * What may be replaced or removed of a stack although people rely on it, by its exceptions.
 *
 * @throws UserError when their file can't be read, or says what the pack has no use for.
 */
export function keptExceptions(stack: string): readonly Exception[] {
  return listOf(exceptionsOf(stack)[KEPT_POLICY]?.["exceptions"]) as readonly Exception[];
}

function exceptionsOf(stack: string): PackConfig {
  const file = join(packDir, "exceptions", `${shortStackName(stack)}.json`);
  return existsSync(file) ? readExceptions(file) : {};
}

/** The names of the policies that a config turns off. */
export function disabledPolicies(config: PackConfig): string[] {
  return policiesOfLevel(config, "disabled");
}

function policiesOfLevel(config: PackConfig, level: string): string[] {
  const levelIn = (part: PolicyConfig | undefined) => part?.["enforcementLevel"];
  return PACK.filter(
    ({ name, enforcementLevel }) => (levelIn(config[name]) ?? levelIn(config["all"]) ?? enforcementLevel) === level,
  ).map(({ name }) => name);
}

/**
 * A config by which nothing fails a preview, and what events told of it as the config itself would have: Pulumi leaves
 * out the rest of the pack where a resource is refused, and what a baseline knows must not hide what is new.
 */
export function asAdvice(config: PackConfig) {
  const mandatory = policiesOfLevel(config, "mandatory");
  const advice = mandatory.map((name) => [name, { ...config[name], enforcementLevel: "advisory" }] as const);
  return {
    config: { ...config, ...(Object.fromEntries(advice) as PackConfig) },
    restored: (events: readonly EngineEvent[]): EngineEvent[] =>
      events.map((event) => {
        const { policyEvent } = event;
        if (!policyEvent || !mandatory.includes(policyEvent.policyName)) return event;
        return { ...event, policyEvent: { ...policyEvent, enforcementLevel: "mandatory" } };
      }),
  };
}

/** A config with exceptions added to those that it has; the pack knows nothing of what the review itself refuses. */
function mergeExceptions(config: PackConfig, exceptions: PackConfig): PackConfig {
  const added = Object.entries(exceptions)
    .filter(([policy]) => policy !== KEPT_POLICY)
    .map(([policy, { exceptions: more }]) => {
      const own = config[policy];
      return [policy, { ...own, exceptions: [...listOf(own?.["exceptions"]), ...listOf(more)] }] as const;
    });
  return { ...config, ...Object.fromEntries(added) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Pulumi takes a level alone for a policy's config, too. */
function readConfig(file: string): PackConfig {
  const entries = Object.entries(readObject(file)).map(
    ([policy, config]) => [policy, typeof config === "string" ? { enforcementLevel: config } : config] as const,
  );
  return valid(Object.fromEntries(entries), file, configProblems);
}

/** The exceptions in a file, which has a list for each policy, as the config that says the same. @throws UserError */
export function readExceptions(file: string): PackConfig {
  const entries = Object.entries(readObject(file)).map(([policy, exceptions]) => [policy, { exceptions }] as const);
  return valid(Object.fromEntries(entries), file, exceptionProblems);
}

function valid(config: Readonly<Record<string, unknown>>, file: string, problemsOf: typeof configProblems): PackConfig {
  const problems = problemsOf(config);
  if (problems.length === 0) return config as PackConfig;
  throw new UserError(
    [`${relative(process.cwd(), file)} is not a config of the pack:`, ...problems].join("\n  ") +
      "\nTo fix: change that file. policies/README.md has every policy, setting and how an exception is written.",
  );
}

function readObject(file: string): Readonly<Record<string, unknown>> {
  const name = relative(process.cwd(), file);
  let content: Value;
  try {
    content = JSON.parse(readFileSync(file, "utf8")) as Value;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(
      isMissing
        ? `There is no file ${name}. The pack's own profiles are dev, prod and strict.`
        : `${name} can't be read as JSON: ${(error as Error).message}`,
    );
  }
  if (!isObject(content)) throw new UserError(`${name} must hold a JSON object with policies' names as its keys.`);
  return content;
}
