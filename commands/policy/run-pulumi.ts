import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PulumiRun, runEngine } from "../stack/run-engine";
import { sandbox } from "../stack/sandbox/paths";
import { packDir, type PackConfig } from "./pack-config";

export interface RunOptions {
  readonly stack: string;
  readonly config: PackConfig;
  /** `preview` runs the program, `state` looks at what is deployed. Neither changes anything. */
  readonly source: "preview" | "state";
}

/**
 * Runs Pulumi with the pack over a stack: the sandbox's with the sandbox's Pulumi, any other with the pulumi and the
 * login that the user has.
 *
 * @throws UserError when there is no pulumi to run
 */
export async function runPulumi({ stack, config, source }: RunOptions): Promise<PulumiRun> {
  const folder = mkdtempSync(join(tmpdir(), "policy-review-"));
  try {
    const configFile = join(folder, "config.json");
    writeFileSync(configFile, JSON.stringify(config));
    const isSandbox = stack === sandbox.stack;
    // The sandbox's language host is too old to start a pack from its folder.
    const pack = isSandbox ? join(packDir, "serve") : packDir;
    const command = source === "preview" ? ["preview"] : ["policy", "analyze"];
    const args = ["--json", "--policy-pack", pack, "--policy-pack-config", configFile];

    return await runEngine(stack, [...command, ...args]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
