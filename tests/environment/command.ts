import { join } from "node:path";
import { execa } from "execa";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { recordedToolchain } from "../../commands/stack/sandbox/toolchain-record";

export const repo = join(__dirname, "../..");

/** Bookinfo's page, by the sandbox's gateway. */
export const PAGE = `http://127.0.0.1:${sandbox.gatewayNodePort}/productpage`;

/** What a command printed and how it ended. */
export interface Outcome {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the project's npm scripts as a user does, to its end, however it ends. */
export async function npmRun(script: string, ...args: string[]): Promise<Outcome> {
  const options = { cwd: repo, reject: false, stdin: "ignore" } as const;
  const { exitCode, stdout, stderr } = await execa("npm", ["run", "--silent", script, "--", ...args], options);
  return { exitCode, stdout: stdout ?? "", stderr: stderr ?? "" };
}

/** Like {@link npmRun}, for what must succeed: its standard output. */
export async function npmDo(script: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await npmRun(script, ...args);
  if (exitCode !== 0) {
    throw new Error(`npm run ${script} -- ${args.join(" ")} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  }
  return stdout;
}

/** Like {@link npmDo}, for what reads its standard input. */
export async function npmDoWith(input: string, script: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa("npm", ["run", "--silent", script, "--", ...args], { cwd: repo, input });
  return stdout;
}

/** Like {@link npmDo}, for what prints JSON. */
export async function npmJson<T>(script: string, ...args: string[]): Promise<T> {
  return JSON.parse(await npmDo(script, ...args)) as T;
}

/** Like {@link npmDo}, for what takes minutes: what it prints is shown as it comes. */
export async function npmShow(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa("npm", ["run", "--silent", script, "--", ...args], {
    cwd: repo,
    stdin: "ignore",
    stdout: ["pipe", "inherit"],
    stderr: "inherit",
  });
  return stdout;
}

/**
 * Runs the toolchain's kubectl on the sandbox's cluster, for what a test looks at or changes by hand; it must succeed.
 */
export function kubectl(...args: string[]): Promise<string> {
  return kubectlWith("", ...args);
}

/** Like {@link kubectl}, for what reads its standard input. */
export async function kubectlWith(input: string, ...args: string[]): Promise<string> {
  const { bin = "" } = recordedToolchain() ?? {};
  const { stdout } = await execa(join(bin, "kubectl"), ["--kubeconfig", sandbox.kubeconfig, ...args], {
    cwd: repo,
    input,
  });
  return stdout;
}
