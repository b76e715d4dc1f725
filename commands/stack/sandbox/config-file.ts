import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isNode, isPair, isScalar, parseDocument, visit } from "yaml";
import { sandbox } from "./paths";

/** Where the salt of the stack's secrets is kept beside its state. */
export const saltFile = join(sandbox.pulumiBackend, "..", "salt");

/** The config file of the sandbox's stack in a clone. */
export function stackConfigFile(clone: string): string {
  return join(clone, `Pulumi.${sandbox.stack}.yaml`);
}

const SALT = "encryptionsalt";

/** The salt that Pulumi wrote into a stack's config, if it did. */
export function saltIn(config: string): string | undefined {
  const salt: unknown = parseDocument(config).get(SALT);
  return typeof salt === "string" ? salt : undefined;
}

/** A stack's config with this salt, or with none; every other character stays as it is. */
export function withSalt(config: string, salt: string | undefined): string {
  if (saltIn(config) === salt) return config;
  const document = parseDocument(config);
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => isScalar(key) && key.value === SALT)
    : undefined;
  const [start, end] =
    pair && isNode(pair.key) && isNode(pair.value) ? [pair.key.range?.[0], pair.value.range?.[2]] : [];
  const rest = start === undefined || end === undefined ? config : config.slice(0, start) + config.slice(end);
  if (salt === undefined) return rest;
  return `${rest === "" || rest.endsWith("\n") ? rest : `${rest}\n`}${SALT}: ${salt}\n`;
}

/**
 * The keys of a stack's config whose values are encrypted: only with the passphrase of their sandbox can they be read.
 */
export function encryptedKeys(config: string): string[] {
  const keys: string[] = [];
  visit(parseDocument(config), {
    Pair(_, pair, path) {
      if (!isScalar(pair.key) || pair.key.value !== "secure") return;
      const names = path.filter(isPair).map(({ key }) => (isScalar(key) ? String(key.value) : ""));
      // The outermost is `config` itself.
      keys.push(names.slice(1).join("."));
    },
  });
  return keys;
}

/** Changes the salt in a clone's config file; nothing happens where there is no such file. */
export function setSalt(clone: string, salt: string | undefined): void {
  const file = stackConfigFile(clone);
  if (!existsSync(file)) return;
  const before = readFileSync(file, "utf8");
  const after = withSalt(before, salt);
  if (after !== before) writeFileSync(file, after);
}

/**
 * Gives a clone's config the salt of the stack that is there: another clone has never had it, and `git checkout` takes
 * it away.
 */
export function restoreSalt(clone: string): void {
  if (existsSync(saltFile)) setSalt(clone, readFileSync(saltFile, "utf8"));
}

/**
 * Takes the salt out of the config files of these clones.
 *
 * @returns which of them could not be changed and why, if any: a salt that stays does no harm, the next stack replaces
 * it
 */
export function removeSalts(clones: readonly string[]): string | undefined {
  const failures = clones.flatMap((clone) => {
    try {
      setSalt(clone, undefined);
      return [];
    } catch (error) {
      return [`not in ${clone}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return failures.length > 0 ? failures.join("; ") : undefined;
}
