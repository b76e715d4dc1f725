import { execa } from "execa";
import { type EngineEvent, parseEvent } from "../policy/engine-event";
import { UserError } from "../terminal/user-error";
import { pulumiCommandOf, pulumiOptions } from "./pulumi-of";

/** A run of Pulumi's engine, as it ended. */
export interface PulumiRun {
  readonly events: readonly EngineEvent[];
  /** Not 0 where it failed, or was ended by a signal. */
  readonly exitCode: number;
  /** What it printed besides events. */
  readonly stderr: string;
}

/**
 * What Ctrl-C does to a run: it is passed on, or the run comes to its end all the same and the caller sees to the rest.
 */
export type OnInterrupt = "stop" | "finish";

/**
 * For how long an engine may say nothing, in milliseconds. A preview asks and goes on; an update may wait for what a
 * cloud makes, where the provider's own limits are up to an hour (an EKS node group's: Terraform AWS provider,
 * aws_eks_node_group, Timeouts).
 */
const SILENCE_MS = { preview: 5 * 60_000, up: 65 * 60_000 } as const;

/** How long an engine that was asked to stop may take to let go of the stack, in milliseconds. */
const STOP_MS = 30_000;

/** Limits of the waits for an engine, in milliseconds. */
interface EngineLimits {
  readonly silenceMs: number;
  readonly stopMs: number;
}

/**
 * Runs Pulumi on a stack and reads what its engine tells. Ctrl-C is passed on to it once each time, so that it can come
 * to an orderly end: the first lets a step that is under way end, the next does not.
 *
 * @param args without the stack, with `--json`
 * @param onEvent sees each event as it comes
 * @param limits where they are not given, five minutes of silence for a preview, somewhat more than an hour for an
 * update
 * @throws UserError when there is no pulumi to run, or it says nothing for too long; it is stopped then
 */
export async function runEngine(
  stack: string,
  args: readonly string[],
  onEvent: (event: EngineEvent) => void = () => undefined,
  onInterrupt: OnInterrupt = "stop",
  limits: EngineLimits = { silenceMs: args[0] === "preview" ? SILENCE_MS.preview : SILENCE_MS.up, stopMs: STOP_MS },
): Promise<PulumiRun> {
  const options = pulumiOptions(stack);
  const child = execa("pulumi", [...args, "--stack", stack, "--non-interactive", "--color", "never"], {
    ...options,
    env: { ...options.env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    // A terminal's Ctrl-C reaches the processes of a group all at once, and Pulumi would count it twice.
    detached: true,
    reject: false,
  });
  const silence = new Silence(child.pid, limits);
  const interrupt = () => void (onInterrupt === "stop" && child.kill("SIGINT"));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    const events: EngineEvent[] = [];
    const printed: string[] = [];
    for await (const line of child) {
      silence.broken();
      const event = parseEvent(line);
      if (event) {
        events.push(event);
        onEvent(event);
      } else if (line.trim() !== "") printed.push(line);
    }
    const { exitCode, stderr, code, shortMessage } = await child;
    if (silence.isOver) throw silentFor(limits.silenceMs, stack, events);
    if (code === "ENOENT") {
      throw new UserError(
        "There is no pulumi on the PATH. To install it: https://www.pulumi.com/docs/iac/download-install/",
      );
    }
    const said = [...printed, stderr].join("\n").trim();
    return { events, exitCode: exitCode ?? 1, stderr: said === "" ? (shortMessage ?? "") : said };
  } finally {
    silence.end();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/**
 * Stops a program, which leads its group, that has said nothing for too long: in good order, and where it does not heed
 * that at once.
 */
class Silence {
  isOver = false;
  #timer: NodeJS.Timeout;

  constructor(
    private readonly pid: number | undefined,
    private readonly limits: EngineLimits,
  ) {
    this.#timer = this.#begin();
  }

  broken(): void {
    if (this.isOver) return;
    clearTimeout(this.#timer);
    this.#timer = this.#begin();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #begin(): NodeJS.Timeout {
    return setTimeout(() => {
      this.isOver = true;
      this.#signal("SIGINT");
      this.#timer = setTimeout(() => this.#signal("SIGKILL"), this.limits.stopMs);
    }, this.limits.silenceMs);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.pid !== undefined) process.kill(-this.pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function silentFor(ms: number, stack: string, events: readonly EngineEvent[]): UserError {
  const last = events.findLast(({ resourcePreEvent }) => resourcePreEvent)?.resourcePreEvent?.metadata;
  const where = last ? `; the last that it began was ${last.op} ${last.urn}` : ", from its beginning on";
  return new UserError(
    `Pulumi has said nothing for ${ms / 60_000} min, and was stopped${where}: mostly the cluster or Pulumi's backend does not ` +
      `answer.\nSee whether they do:  ${pulumiCommandOf(stack)} whoami --verbose, and kubectl get --raw /readyz\n` +
      `What an update has done by then is in the state: run the command again, after ${pulumiCommandOf(stack)} cancel where the stack is locked.`,
  );
}
