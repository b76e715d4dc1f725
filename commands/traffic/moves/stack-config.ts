import { readFileSync } from "node:fs";
import { textKeys } from "../../../config/json-text";
import { parseConfig, type RawConfig } from "../../../config/parse-config";
import { formatProblems } from "../../../config/problem/problem";
import { surroundingsOf } from "../../../config/surroundings";
import { type MeshConfig } from "../../../config/config";
import { PROJECT, REGION } from "../../../mesh/config-path";
import { pulumiCommandOf } from "../../stack/pulumi-of";
import { repoDir } from "../../stack/sandbox/paths";
import { type StackFile } from "../../stack/stack-file";
import { readConfigFile } from "../../stack/update";
import { UserError } from "../../terminal/user-error";

/** A stack's config as it is written, as the program gets it from Pulumi. */
export async function readRawConfig(stack: string, file: StackFile): Promise<RawConfig> {
  const all = await readConfigFile(stack, file.path);
  const own = Object.entries(all).flatMap(([key, entry]) =>
    key.startsWith(`${PROJECT}:`) ? [[key.slice(PROJECT.length + 1), entry] as const] : [],
  );
  const region = all[REGION]?.value;
  return {
    ...(region !== undefined && { region }),
    values: Object.fromEntries(own.map(([name, { value }]) => [name, value ?? ""])),
    encrypted: own.filter(([, { secret }]) => secret).map(([name]) => name),
    texts: textKeys(readFileSync(file.path, "utf8")),
  };
}

/**
 * Checks a config as the program does.
 *
 * @throws UserError with all that is wrong in it
 */
export function checkedConfig(stack: string, raw: RawConfig): MeshConfig {
  const { config, problems } = parseConfig(raw, surroundingsOf(repoDir));
  if (!problems) return config;
  const places = problems.length === 1 ? "one place" : `${problems.length} places`;
  throw new UserError(
    `The config of the stack ${stack} is wrong in ${places}; nothing has been changed.\n\n` +
      formatProblems(problems, pulumiCommandOf(stack)),
  );
}
