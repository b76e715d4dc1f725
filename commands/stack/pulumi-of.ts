import { repoDir, sandbox } from "./sandbox/paths";
import { pulumiEnvironment } from "./sandbox/pulumi-environment";

/**
 * How Pulumi runs on a stack: on the sandbox's with its own backend and binaries, on any other as the user's own does.
 */
export function pulumiOptions(stack: string) {
  const env = stack === sandbox.stack ? pulumiEnvironment() : process.env;
  return { cwd: repoDir, env, extendEnv: false, stdin: "ignore" } as const;
}

/** How Pulumi is called on a stack in the commands that messages name. */
export function pulumiCommandOf(stack: string): string {
  return stack === sandbox.stack ? "npm run pulumi --" : "pulumi";
}
