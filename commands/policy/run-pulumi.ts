import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { repoDir, sandbox } from "../stack/sandbox/paths";
import { pulumiEnvironment } from "../stack/sandbox/pulumi-environment";
import { UserError } from "../terminal/user-error";
import { type EngineEvent, parseEvent } from "./engine-event";
import { packDir, type PackConfig } from "./pack-config";

export interface PulumiRun {
  readonly events: readonly EngineEvent[];
  readonly exitCode: number;
  readonly stderr: string;
}

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
    const args = ["--stack", stack, "--json", "--policy-pack", pack, "--policy-pack-config", configFile];

    const child = execa("pulumi", [...command, ...args, "--non-interactive", "--color", "never"], {
      cwd: repoDir,
      env: { ...(isSandbox ? pulumiEnvironment() : process.env), PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
    });
    const events: EngineEvent[] = [];
    const printed: string[] = [];
    for await (const line of child) {
      const event = parseEvent(line);
      if (event) events.push(event);
      else if (line.trim() !== "") printed.push(line);
    }
    const { exitCode, stderr, code, shortMessage } = await child;
    if (code === "ENOENT") {
      throw new UserError(
        "There is no pulumi on the PATH. To install it: https://www.pulumi.com/docs/iac/download-install/",
      );
    }
    const said = [...printed, stderr].join("\n").trim();
    // Without an exit code Pulumi was ended by a signal.
    return { events, exitCode: exitCode ?? 1, stderr: said === "" ? (shortMessage ?? "") : said };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
