import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CHECKED_POLICY } from "../policies/engine/crossguard";
import { repoDir } from "../sandbox/paths";
import { UserError } from "../traffic/user-error";

export const packDir = join(repoDir, "policies");

/** A pack's config: by each policy's name its level, settings and exceptions. */
export type PackConfig = Readonly<Record<string, unknown>>;

export interface ConfigSources {
  /** A profile's name, or the path of a config file. */
  readonly profile: string;
  readonly stack: string;
  /** Whether what could not be checked is only told, and does not fail. */
  readonly allowUnchecked: boolean;
}

/**
 * The config that the pack is given: the profile, and on top of it the exceptions that were made for the stack.
 *
 * @throws UserError when a file can't be read, or an exception is for no policy of the profile.
 */
export function packConfig({ profile, stack, allowUnchecked }: ConfigSources): PackConfig {
  const profileFile = profile.endsWith(".json") ? profile : join(packDir, "profiles", `${profile}.json`);
  const exceptionsFile = join(packDir, "exceptions", `${stack}.json`);
  const config = readObject(profileFile);
  const exceptions = existsSync(exceptionsFile) ? readObject(exceptionsFile) : {};
  const withExceptions = mergeExceptions(config, exceptions, relative(repoDir, exceptionsFile));
  if (!allowUnchecked) return withExceptions;
  return {
    ...withExceptions,
    [CHECKED_POLICY]: { ...policyConfig(config[CHECKED_POLICY]), enforcementLevel: "advisory" },
  };
}

/** A config with exceptions added to those that it has already. @throws UserError */
export function mergeExceptions(config: PackConfig, exceptions: PackConfig, file: string): PackConfig {
  const unknown = Object.keys(exceptions).filter((policy) => !(policy in config));
  if (unknown.length > 0) {
    throw new UserError(
      `${file} has exceptions for ${unknown.join(", ")}, which is no policy of the pack.\n` +
        `Its policies: ${Object.keys(config).join(", ")}`,
    );
  }
  const added = Object.entries(exceptions).map(([policy, list]) => {
    const own = policyConfig(config[policy]);
    return [policy, { ...own, exceptions: [...listOf(own["exceptions"]), ...listOf(list)] }];
  });
  return { ...config, ...(Object.fromEntries(added) as PackConfig) };
}

/** Pulumi takes a level alone for a policy's config, too. */
function policyConfig(config: unknown): PackConfig {
  return typeof config === "object" && config !== null ? (config as PackConfig) : { enforcementLevel: config };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readObject(file: string): PackConfig {
  const name = relative(process.cwd(), file);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(
      isMissing
        ? `There is no file ${name}. The pack's own profiles are dev, prod and strict.`
        : `${name} can't be read as JSON: ${(error as Error).message}`,
    );
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new UserError(`${name} must hold a JSON object with policies' names as its keys.`);
  }
  return content as PackConfig;
}
