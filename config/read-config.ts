import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type MeshConfig } from "./config";
import { PROJECT } from "../mesh/config-path";
import { textKeys } from "./json-text";
import { parseConfig, type RawConfig } from "./parse-config";
import { formatProblems, type Problem } from "./problem/problem";
import { pulumiCommand } from "./problem/render-fix";
import { currentDay, surroundingsOf } from "./surroundings";

/**
 * Reads and checks the stack's config: the only place that does. Throws one error that names everything that is wrong,
 * before any resource is registered. What is in support is judged by the day, which tests give.
 */
export function readConfig(today = currentDay()): MeshConfig {
  const { config, problems } = parseConfig(rawConfig(), surroundingsOf(process.cwd(), today));
  if (problems) throw configError(problems);
  return config;
}

/**
 * Whether a key has something encrypted in it. The SDK has it, as the one way to know, but leaves it out of its types.
 */
const { isConfigSecret } = pulumi.runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

function rawConfig(): RawConfig {
  const all = pulumi.runtime.allConfig();
  const own = Object.entries(all).flatMap(([key, value]) => {
    const [project, ...rest] = key.split(":");
    return project === PROJECT ? [[rest.join(":"), value] as const] : [];
  });
  const region = all["aws:region"];
  const encrypted = own.map(([key]) => key).filter((key) => isConfigSecret(`${PROJECT}:${key}`));
  return {
    ...(region !== undefined && { region }),
    values: Object.fromEntries(own),
    encrypted,
    texts: textKeys(stackFile()),
  };
}

/**
 * The file that Pulumi keeps the stack's config in, where it is not told otherwise; empty where that is another one.
 */
function stackFile(): string {
  const file = join(process.cwd(), `Pulumi.${pulumi.getStack()}.yaml`);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function configError(problems: readonly Problem[]): Error {
  const places = problems.length === 1 ? "one place" : `${problems.length} places`;
  const stack = `the config of stack ${pulumi.getStack()} is wrong in ${places}; nothing has been changed`;
  // A RunError is shown to the user as it is, without a stack trace.
  return new pulumi.RunError(`${stack}\n\n${formatProblems(problems, pulumiCommand(process.env))}\n`);
}
