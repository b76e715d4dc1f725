import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { type Split } from "../../mesh/traffic/split";
import { setWeightsArguments, type WeightChange } from "../../mesh/traffic/weight-setting";
import { sandbox } from "../stack/sandbox/paths";
import { UserError } from "../terminal/user-error";
import { copyProgram, stackFile, writeEmptyProgram } from "./program-folders";
import { type Timing } from "./weight-report";

/** One way of making a change of weights. */
export interface Contender {
  /** What is run and timed. */
  readonly what: string;
  /**
   * Makes the split so, from its first command to the end of its last, and says how long that took. Throws if nothing
   * changed.
   */
  set(weights: Split): Promise<Timing>;
  /** Leaves the cluster and its stack as they were found. Files in the contender's folder stay. */
  close(): Promise<void>;
}

const UP = ["up", "--yes", "--skip-preview", "--stack", sandbox.stack];
const nothing = () => Promise.resolve();

/**
 * The program on the sandbox's stack, run by Pulumi's Node host as `Pulumi.yaml` says, or as it does when that says
 * nothing.
 */
export function program(
  folder: string,
  host: "own" | "defaultHost",
  { key, from }: WeightChange,
  env: NodeJS.ProcessEnv,
): Contender {
  copyProgram(folder, host);
  const pulumi = commandIn(folder, env, "pulumi");
  return {
    what:
      host === "own"
        ? "pulumi config set-all, pulumi up"
        : "the same, with Pulumi's default TypeScript host (ts-node, type-checked)",
    set: async (weights) => {
      const configure = await timed(() => pulumi([...setWeightsArguments(key, weights), "--stack", sandbox.stack]));
      const apply = await timed(() => pulumi(UP));
      if (!/~ 1 updated\n(?! *[+-])/.test(apply.output)) {
        throw new UserError(`The update was to change one resource and nothing else, but it said:\n${apply.output}`);
      }
      return { configure: configure.seconds, apply: apply.seconds };
    },
    close: async () => {
      await pulumi([...setWeightsArguments(key, from), "--stack", sandbox.stack]);
      await pulumi(UP);
    },
  };
}

/** Throws where an update of the program in `folder` would change anything before a benchmark has begun. */
export async function expectNoChanges(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { exitCode, all } = await execa(
    "pulumi",
    ["preview", "--expect-no-changes", "--diff", "--stack", sandbox.stack],
    { cwd: folder, env, extendEnv: false, stdin: "ignore", all: true, reject: false },
  );
  if (exitCode === 0) return;
  throw new UserError(
    `The sandbox is not as ${stackFile} and the program say, so that a benchmark would change more than weights:\n${all}\n` +
      "Bring it up to date with:  npm run pulumi -- up",
  );
}

/** A program without any resource, on a backend of its own: what Pulumi itself takes for the same two commands. */
export async function emptyProgram(
  folder: string,
  kind: "template" | "floor",
  env: NodeJS.ProcessEnv,
): Promise<Contender> {
  mkdirSync(folder);
  writeEmptyProgram(join(folder, "program"), kind);
  mkdirSync(join(folder, "backend"));
  const pulumi = commandIn(
    join(folder, "program"),
    { ...env, PULUMI_BACKEND_URL: `file://${join(folder, "backend")}` },
    "pulumi",
  );
  await pulumi(["stack", "init", sandbox.stack]);
  return {
    what:
      kind === "template"
        ? "the same, with an empty program (that of pulumi new javascript)"
        : "the same, with an empty program that is not made ready for TypeScript",
    set: async (weights) => {
      const args = [...setWeightsArguments("empty:weights", weights), "--stack", sandbox.stack];
      const configure = await timed(() => pulumi(args));
      const apply = await timed(() => pulumi(UP));
      return { configure: configure.seconds, apply: apply.seconds };
    },
    close: nothing,
  };
}

const virtualServices = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      spec: z.looseObject({
        hosts: z.array(z.string()),
        gateways: z.array(z.string()).optional(),
        http: z.array(z.looseObject({ name: z.string().optional(), route: z.array(z.looseObject({})).optional() })),
      }),
    }),
  ),
});

/**
 * kubectl on a copy of the service's VirtualService that has another name and is for a host that does not exist:
 * kubectl must not become the owner of fields that are Pulumi's.
 */
export async function kubectlApply(
  folder: string,
  { service, rule }: WeightChange,
  env: NodeJS.ProcessEnv,
): Promise<Contender> {
  mkdirSync(folder);
  const kubectl = commandIn(folder, env, "kubectl", ["--kubeconfig", sandbox.kubeconfig, "--context", sandbox.context]);
  const { items } = virtualServices.parse(JSON.parse(await kubectl(["get", "virtualservices", "-A", "-o", "json"])));
  const original = items.find(
    ({ metadata, spec }) => metadata.name === service || spec.hosts.some((host) => host.split(".")[0] === service),
  );
  if (!original) throw new UserError(`The cluster has no VirtualService for ${service}.`);

  const { namespace } = original.metadata;
  const name = `${service}-benchmark`;
  const file = join(folder, "virtual-service.json");
  return {
    what: "kubectl apply of the same VirtualService (a copy for a host that nobody calls)",
    set: async (weights) => {
      const http = original.spec.http.map((route) => (route.name === rule ? withWeights(route, weights) : route));
      writeFileSync(
        file,
        JSON.stringify({
          apiVersion: "networking.istio.io/v1",
          kind: "VirtualService",
          metadata: { name, namespace },
          spec: { ...original.spec, hosts: [`${name}.invalid`], http },
        }),
      );
      const apply = await timed(() => kubectl(["apply", "-f", file]));
      if (!/ (configured|created)$/m.test(apply.output)) {
        throw new UserError(`kubectl apply was to change the VirtualService, but it said:\n${apply.output}`);
      }
      return { configure: 0, apply: apply.seconds };
    },
    close: async () => {
      await kubectl(["delete", "virtualservice", name, "--namespace", namespace, "--ignore-not-found"]);
    },
  };
}

function withWeights(route: { readonly route?: readonly Readonly<Record<string, unknown>>[] }, weights: Split): object {
  const destinations = (route.route ?? []).map((destination) => {
    const { subset } = z.object({ subset: z.string() }).parse(destination["destination"]);
    return { ...destination, weight: weights[subset] ?? 0 };
  });
  return { ...route, route: destinations };
}

/**
 * Runs a program in a folder and gives back what it prints. Throws a {@link UserError} with all of that when it fails.
 */
function commandIn(folder: string, env: NodeJS.ProcessEnv, name: string, first: readonly string[] = []) {
  return async (args: readonly string[]): Promise<string> => {
    const { failed, stdout, all, shortMessage } = await execa(name, [...first, ...args], {
      cwd: folder,
      env,
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
    });
    if (failed) throw new UserError(`${shortMessage}\n${all}`);
    return stdout;
  };
}

async function timed(run: () => Promise<string>): Promise<{ readonly seconds: number; readonly output: string }> {
  const start = process.hrtime.bigint();
  const output = await run();
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, output };
}
