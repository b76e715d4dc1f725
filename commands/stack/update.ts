import { z } from "zod";
import { type EngineEvent, errorsOf, changingSteps, type StepMetadata } from "../policy/engine-event";
import { indent } from "../terminal/indent";
import { UserError } from "../terminal/user-error";
import { pulumiJson } from "./outputs";
import { pulumiCommandOf } from "./pulumi-of";
import { runPulumi } from "./run-pulumi";
import { type OnInterrupt, type PulumiRun, runEngine } from "./run-engine";
import { sandbox } from "./sandbox/paths";

/**
 * What an update would do to each resource that it changes. Changes of outputs alone are none.
 *
 * @param flags `--refresh` to hold the resources against what they are in the cluster, not against the last update
 */
export async function preview(
  stack: string,
  configFile: string,
  flags: readonly "--refresh"[] = [],
  onInterrupt: OnInterrupt = "stop",
): Promise<StepMetadata[]> {
  const args = ["preview", "--json", "--config-file", configFile, ...flags];
  const run = await runEngine(stack, args, undefined, onInterrupt);
  if (run.exitCode !== 0) throw new UserError(`The preview failed:\n${indent(whyFailed(run))}${nextStep(stack, run)}`);
  return changingSteps(run.events);
}

/** An update that did not come to its end. */
export class UpdateFailed extends UserError {
  /** @param done the steps that it had done by then */
  constructor(
    message: string,
    readonly done: readonly StepMetadata[],
  ) {
    super(message);
  }
}

/** What an update is made with. */
export interface UpdateOptions {
  readonly configFile: string;
  /** What the stack's history is to say of it. */
  readonly message: string;
  /**
   * The only resources that may change, by their URNs; all where none are given. The outputs are those of the whole
   * program.
   */
  readonly targets?: readonly string[] | undefined;
}

/**
 * Updates a stack without another preview, with the config of a file.
 *
 * @param onStep hears of each step that changes a resource, as it begins
 * @returns the steps that changed a resource
 * @throws UpdateFailed with what Pulumi says, and which steps were done by then
 */
export async function up(
  stack: string,
  { configFile, message, targets = [] }: UpdateOptions,
  onStep: (step: StepMetadata) => void,
  flags: readonly "--refresh"[] = [],
  onInterrupt: OnInterrupt = "stop",
): Promise<StepMetadata[]> {
  const only = targets.flatMap((urn) => ["--target", urn]);
  const about = ["--config-file", configFile, "--message", message];
  const args = ["up", "--yes", "--skip-preview", "--json", ...about, ...only, ...flags];
  const onEvent = ({ resourcePreEvent }: EngineEvent): void => {
    const step = resourcePreEvent?.metadata;
    if (step && step.op !== "same") onStep(step);
  };
  const run = await runEngine(stack, args, onEvent, onInterrupt);
  if (run.exitCode === 0) return doneSteps(run.events);
  throw new UpdateFailed(`The update failed:\n${indent(whyFailed(run))}${nextStep(stack, run)}`, doneSteps(run.events));
}

/** Runs a `pulumi config` command on a file that holds a stack's config. */
export async function changeConfig(stack: string, configFile: string, args: readonly string[]): Promise<void> {
  const { failed, stderr } = await runPulumi(stack, [...args, "--config-file", configFile, "--non-interactive"]);
  if (failed) throw new UserError(`Pulumi could not write the config:\n${indent(stderr)}`);
}

const configValue = z.object({ value: z.string().optional(), secret: z.boolean().optional() });
const config = z.record(z.string(), configValue);

/**
 * One value of a stack's config as Pulumi keeps it: JSON where it has structure. Absent where it is secret and hidden.
 */
export type ConfigValue = z.infer<typeof configValue>;

/** A stack's config by its full keys, secrets in the clear. */
export async function readConfigFile(
  stack: string,
  configFile: string,
): Promise<Readonly<Record<string, ConfigValue>>> {
  return config.parse(await pulumiJson(stack, ["config", "--json", "--show-secrets", "--config-file", configFile]));
}

const updates = z.array(
  z.object({
    version: z.number(),
    kind: z.string(),
    startTime: z.string(),
    message: z.string().optional(),
    environment: z.record(z.string(), z.string()).nullish(),
    config: config.nullish(),
    result: z.string().optional(),
  }),
);

/** One of a stack's updates. */
export interface Update {
  readonly number: number;
  /** `update`, `refresh`, `destroy` ... */
  readonly kind: string;
  readonly startTime: Date;
  readonly message: string;
  /** Of the machine that it ran on: `git.author`, `exec.kind` and others. */
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly succeeded: boolean;
}

/** All updates of a stack, the first one first. */
export async function history(stack: string): Promise<Update[]> {
  // By default Pulumi tells of the last ten alone; of pages of no size it takes the one with all.
  const args = ["stack", "history", "--json", "--full-dates", "--page-size", "0"];
  const parsed = updates.safeParse(await pulumiJson(stack, args));
  if (!parsed.success) {
    throw new UserError(`The history of the stack ${stack} can't be read: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data.reverse().map(({ version, startTime, message, environment, config, result, kind }, index) => ({
    // A backend of files counts none of them.
    number: version || index + 1,
    kind,
    startTime: new Date(startTime),
    message: message ?? "",
    environment: environment ?? {},
    config: config ?? {},
    succeeded: result === "succeeded",
  }));
}

function doneSteps(events: readonly EngineEvent[]): StepMetadata[] {
  return events.flatMap(({ resOutputsEvent }) => {
    const step = resOutputsEvent?.metadata;
    return step && step.op !== "same" ? [step] : [];
  });
}

function whyFailed({ events, stderr }: PulumiRun): string {
  return errorsOf(events).join("\n") || stderr || "Pulumi failed and did not say why";
}

/** Where another update has the stack, or one that died left its lock: what to run. */
function nextStep(stack: string, run: PulumiRun): string {
  if (!/currently locked|another update is currently in progress/i.test(`${whyFailed(run)}\n${run.stderr}`)) return "";
  const wait = "\nWait until the other update has ended, then run this again.";
  return stack === sandbox.stack
    ? `${wait} If there is none, it died: put the stack in order with:  npm run pulumi -- up`
    : `${wait} If there is none, it died: release the stack with:  ${pulumiCommandOf(stack)} cancel ${stack}`;
}
