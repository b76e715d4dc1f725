import { join } from "node:path";
import { execve } from "node:process";
import { UserError } from "../../commands/terminal/user-error";
import { clientFolders } from "../../commands/stack/sandbox/client-folders";
import { clusterKubectl } from "../node/kubectl";
import { anchorPid } from "../node/namespaces";
import { recordedToolchain } from "../../commands/stack/sandbox/toolchain-record";
import { repoDir, sandbox } from "../../commands/stack/sandbox/paths";
import { pulumiEnvironment } from "../../commands/stack/sandbox/pulumi-environment";
import { isExecutable } from "../toolchain/kubernetes-provider";
import { type Toolchain } from "../toolchain/toolchain";
import { requireRoot } from "../../commands/stack/sandbox/root";
import { recordClone } from "./stack/clones";
import { restoreSalt } from "../../commands/stack/sandbox/config-file";
import { requireKubernetesPlugin } from "./stack/kubernetes-plugin";
import { takesLock } from "../../commands/stack/sandbox/lock";
import { withRunnablePolicyPacks } from "./stack/policy-pack";
import { takeWait } from "./wait-option";
import { hasDeadUpdate, releaseDeadUpdate, settleOperations } from "./stack/recover";

/** The programs that people use with the sandbox's settings, and what for. */
const tools = {
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
 * Becomes the program: it takes the place of this process, so arguments, standard input, signals and the exit code are
 * its own in every respect. Returns only after an update with `--wait`, which is the sandbox's own option and makes the
 * program a child, or by a UserError where there is nothing for it to work on.
 */
export async function becomeTool(tool: Tool, args: readonly string[]): Promise<void> {
  requireRoot(`npm run ${tool}`);
  const toolchain = recordedToolchain();
  const runs = anchorPid() !== undefined;
  if (toolchain === undefined || !hasWork(tool, runs)) {
    throw new UserError(
      `The sandbox does not run, so there is nothing for ${tool} to work on. Start it with:  npm start`,
    );
  }
  if (!runs) console.error("The sandbox does not run: there is its state, and no cluster. Start it with:  npm start");
  const program = requireProgram(toolchain.bin, tool);
  if (tool === "pulumi") {
    requireProgram(toolchain.bin, "pulumi-language-nodejs");
    recordClone(repoDir);
    restoreSalt(repoDir);
    requireKubernetesPlugin();
    const pulumi = takeWait(args);
    if (runs && takesLock(args) && hasDeadUpdate()) await recover(toolchain, args);
    process.chdir(repoDir);
    const runnable = withRunnablePolicyPacks(pulumi.args);
    if (!pulumi.wait) become(program, runnable, pulumiEnvironment());
    const { updateAndWait } = await import("./update-and-wait.js");
    return updateAndWait(program, runnable, pulumiEnvironment());
  }
  become(program, args, { ...process.env, ...clientFolders, KUBECONFIG: sandbox.kubeconfig });
}

function requireProgram(folder: string, name: string): string {
  const program = join(folder, name);
  if (isExecutable(program)) return program;
  throw new UserError(`${program} is gone: the cache was removed. Build it again with:  npm start`);
}

/** Puts an update that died in order, so that the command needs no person to do it first. */
async function recover(toolchain: Toolchain, args: readonly string[]): Promise<void> {
  const report = (line: string): void => console.error(line);
  await releaseDeadUpdate(`npm run pulumi -- ${args.join(" ")}`, report);
  const goal = args.some((argument) => ["destroy", "down", "dn"].includes(argument)) ? "destroy" : "up";
  await settleOperations(clusterKubectl(toolchain), goal, report);
}

function become(program: string, args: readonly string[], env: NodeJS.ProcessEnv): never {
  if (execve === undefined) throw new Error("this Node cannot replace its process: it needs 22.15 or later");
  // Arguments that name no variable would reach the program as the text "undefined".
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return execve(program, [program, ...args], set);
}
