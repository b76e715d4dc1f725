import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { execve } from "node:process";
import { clientFolders } from "../../commands/stack/sandbox/client-folders";
import { repoDir, sandbox } from "../../commands/stack/sandbox/paths";
import { pulumiEnvironment } from "../../commands/stack/sandbox/pulumi-environment";
import { requireRoot } from "../../commands/stack/sandbox/root";
import { recordedToolchain } from "../../commands/stack/sandbox/toolchain-record";
import { UserError } from "../../commands/terminal/user-error";
import { anchorPid } from "../node/namespaces";
import { recordClone } from "./stack/clones";
import { restoreSalt } from "./stack/config-file";
import { withRunnablePolicyPacks } from "./stack/policy-pack";

/** The programs that people use with the sandbox's settings, and what for. */
export const tools = {
  pulumi: "the sandbox's Pulumi: its backend, its plugins, its stack unless another is named",
  kubectl: "kubectl for the sandbox's cluster",
  istioctl: "istioctl for the sandbox's cluster",
} as const;

export type Tool = keyof typeof tools;

export function isTool(name: string | undefined): name is Tool {
  return name !== undefined && Object.hasOwn(tools, name);
}

/** Of a sandbox that has ended the stack's state may be there, and Pulumi can tell what is in it. */
export function hasWork(tool: Tool, clusterRuns: boolean): boolean {
  return clusterRuns || tool === "pulumi";
}

/**
 * Becomes the program: it takes the place of this process, so arguments, standard input, signals and the exit code are its
 * own in every respect. Returns never, except by a UserError where there is nothing for it to work on.
 */
export function becomeTool(tool: Tool, args: readonly string[]): never {
  requireRoot(`npm run ${tool}`);
  const toolchain = recordedToolchain();
  const runs = anchorPid() !== undefined;
  if (toolchain === undefined || !hasWork(tool, runs)) {
    throw new UserError(
      `The sandbox does not run, so there is nothing for ${tool} to work on. Start it with:  npm start`,
    );
  }
  if (!runs) console.error("The sandbox does not run: there is its state, and no cluster. Start it with:  npm start");
  const program = join(toolchain.bin, tool);
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw new UserError(`${program} is gone: the cache was removed. Build it again with:  npm start`);
  }
  if (tool === "pulumi") {
    recordClone(repoDir);
    restoreSalt(repoDir);
    process.chdir(repoDir);
    become(program, withRunnablePolicyPacks(args), pulumiEnvironment());
  }
  become(program, args, { ...process.env, ...clientFolders, KUBECONFIG: sandbox.kubeconfig });
}

function become(program: string, args: readonly string[], env: NodeJS.ProcessEnv): never {
  if (execve === undefined) throw new Error("this Node cannot replace its process: it needs 22.15 or later");
  // Arguments that name no variable would reach the program as the text "undefined".
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return execve(program, [program, ...args], set);
}
