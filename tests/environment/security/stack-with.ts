import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { npmRun, type Outcome, repo } from "../command";

type Values = Readonly<Record<string, unknown>>;

const folder = mkdtempSync(join(tmpdir(), "security-test-"));
const file = join(folder, "Pulumi.sandbox.yaml");
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** The sandbox's config with other values, in a file of its own: the one in the clone stays as it is. */
export function configWith(values: Values): string {
  const stack = parse(readFileSync(join(repo, "Pulumi.sandbox.yaml"), "utf8")) as { config: Values };
  const own = Object.fromEntries(Object.entries(values).map(([key, value]) => [`bookinfo-mesh:${key}`, value]));
  writeFileSync(file, stringify({ ...stack, config: merged(stack.config, own) }), { mode: 0o600 });
  return file;
}

function merged(below: Values, over: Values): Values {
  const entries = Object.entries(over).map(([key, value]) => {
    const under = below[key];
    return [key, isValues(under) && isValues(value) ? merged(under, value) : value];
  });
  return { ...below, ...(Object.fromEntries(entries) as Values) };
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `pulumi up` with other values than the sandbox's. */
export function upWith(values: Values): Promise<Outcome> {
  return up("--config-file", configWith(values));
}

/** Where these tests run against a sandbox in use, somebody else's update may have to end first. */
async function up(...args: string[]): Promise<Outcome> {
  for (let waited = 0; ; waited += 5) {
    const outcome = await npmRun("pulumi", "up", "--yes", "--skip-preview", ...args);
    if (waited >= 120 || !outcome.stderr.includes("stack is currently locked")) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
}

/** Like {@link upWith}, where it must succeed. */
export async function applied(values: Values): Promise<void> {
  assertDone(await upWith(values));
  // istiod collects changes for 0.1 s before it sends them to the proxies, which have them 0.3 s later (docs/results).
  await new Promise((resolve) => setTimeout(resolve, 1500));
}

/** The stack as the clone has it. */
export async function restored(): Promise<void> {
  assertDone(await up());
}

function assertDone({ exitCode, stdout, stderr }: Outcome): void {
  if (exitCode !== 0) throw new Error(`pulumi up ended with ${exitCode}:\n${stdout}\n${stderr}`);
}
