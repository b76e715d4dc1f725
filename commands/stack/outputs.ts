import { existsSync } from "node:fs";
import { z } from "zod";
import { placedServicesSchema } from "../../config/sections/services-schema";
import { trafficPlanSchema } from "../../config/sections/traffic-schema";
import { isFields } from "../../mesh/fields";
import { type ForeignServices } from "../../mesh/traffic/foreign-service";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { indent } from "../terminal/indent";
import { UserError } from "../terminal/user-error";
import { pulumiCommandOf } from "./pulumi-of";
import { runPulumi } from "./run-pulumi";
import { sandbox, stateDir } from "./sandbox/paths";
import { whyNoSandbox } from "./sandbox/pulumi-environment";

/** What a stack's last update left behind that traffic is checked against. */
export interface StackOutputs {
  /** Where Bookinfo's page is; absent where the stack has no Bookinfo, or does not know the address of its gateway. */
  readonly productpageUrl?: string;
  /** The namespace of Bookinfo; absent where the stack has none. */
  readonly namespace?: string;
  readonly traffic: readonly TrafficPlan[];
  /** Services that the stack does not own; absent where it names none, as in stacks before there were any. */
  readonly services?: ForeignServices;
}

const outputs = z.object({
  // Absent where there is no page, and always there in older stacks.
  productpageUrl: z.url().optional(),
  traffic: z.array(trafficPlanSchema),
  services: placedServicesSchema.optional(),
  bookinfo: z.object({ namespace: z.string() }).optional(),
  // Where Bookinfo is in the outputs of older stacks.
  security: z.object({ namespace: z.string() }).optional(),
});

/** The stack that is meant when none is named: the sandbox's, where this machine has one. */
export function defaultStack(): string {
  if (existsSync(sandbox.pulumiBackend)) return sandbox.stack;
  const reason = whyNoSandbox(existsSync(stateDir), process.geteuid?.() ?? 0);
  throw new UserError(`${reason}\nOr name another stack with --stack NAME.`);
}

/**
 * Reads a stack's outputs with Pulumi: the sandbox's stack with the sandbox's own backend and binaries, any other with
 * the pulumi and the login that the user has.
 */
export async function readStack(stack: string): Promise<StackOutputs> {
  return stackOutputs(stack, await readOutputs(stack));
}

/** What a stack's outputs say of its traffic. */
export function stackOutputs(stack: string, json: unknown): StackOutputs {
  // Every output that most stacks have is worth to be named.
  const parsed = (
    isFields(json) && "traffic" in json ? outputs : outputs.required({ productpageUrl: true, traffic: true })
  ).safeParse(json);
  if (!parsed.success) throw foreignOutputs(stack, parsed.error);
  const { productpageUrl, traffic, bookinfo, security, services } = parsed.data;
  const namespace = (bookinfo ?? security)?.namespace;
  return {
    ...(productpageUrl !== undefined && { productpageUrl }),
    ...(namespace !== undefined && { namespace }),
    traffic,
    ...(services && { services }),
  };
}

/** What to say of a stack that no update has made anything of yet. */
function neverUp(stack: string): UserError {
  return new UserError(
    `The stack ${stack} was never up, or has been destroyed: there is nothing of it to look at or to change. Bring it up with:\n` +
      `  ${pulumiCommandOf(stack)} up --stack ${stack}`,
  );
}

/** What to say of a stack whose outputs are not what they should be. */
export function foreignOutputs(stack: string, error: z.ZodError): UserError {
  return new UserError(
    `The outputs of the stack ${stack} are not those of this program: ${z.prettifyError(error)}\n` +
      `Bring it up to date with:  ${pulumiCommandOf(stack)} up --stack ${stack}`,
  );
}

/**
 * A stack's outputs as they are; those that are secret only with `--show-secrets` among the flags.
 *
 * @throws UserError where there are none, or they can't be read
 */
export async function readOutputs(stack: string, flags: readonly string[] = []): Promise<unknown> {
  const json = await askForOutputs(stack, flags);
  if (isFields(json) && Object.keys(json).length === 0) throw neverUp(stack);
  return json;
}

async function askForOutputs(stack: string, flags: readonly string[]): Promise<unknown> {
  const args = ["stack", "output", "--json", ...flags];
  const { failed, stdout, stderr, code } = await runPulumi(stack, args);
  if (!failed) return parsedOutput(stack, args, stdout);
  if (code === "ENOENT") {
    throw new UserError(
      `Reading the stack ${stack} takes pulumi, which is not on the PATH. Install it (pulumi.com/docs/install) and log in.`,
    );
  }
  throw new UserError(`Reading the outputs of the stack ${stack} failed:\n${indent(stderr)}\n${whichThereAre(stack)}`);
}

function whichThereAre(stack: string): string {
  return `See which stacks there are with:  ${pulumiCommandOf(stack)} stack ls`;
}

/**
 * What a Pulumi command prints as JSON.
 *
 * @throws UserError with what it says where it fails
 */
export async function pulumiJson(stack: string, args: readonly string[]): Promise<unknown> {
  const { failed, stdout, stderr } = await runPulumi(stack, args);
  if (failed) {
    const what = `pulumi ${args.join(" ")} of the stack ${stack} failed`;
    throw new UserError(`${what}:\n${indent(stderr)}\n${whichThereAre(stack)}`);
  }
  return parsedOutput(stack, args, stdout);
}

function parsedOutput(stack: string, args: readonly string[], stdout: string): unknown {
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    // The parser's own words would quote what may be secret.
    throw new UserError(
      `pulumi ${args.join(" ")} of the stack ${stack} printed no JSON. Run it to see what it prints.`,
    );
  }
}
