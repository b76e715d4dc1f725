import { execa } from "execa";
import { type EngineEvent, parseEvent } from "../policy/engine-event";
import { UserError } from "../terminal/user-error";
import { pulumiOptions } from "./pulumi-of";

/** A run of Pulumi's engine, as it ended. */
export interface PulumiRun {
  readonly events: readonly EngineEvent[];
  /** Not 0 where it failed, or was ended by a signal. */
  readonly exitCode: number;
  /** What it printed besides events. */
  readonly stderr: string;
}

/** What Ctrl-C does to a run: it is passed on, or the run comes to its end all the same and the caller sees to the rest. */
export type OnInterrupt = "stop" | "finish";

/**
 * Runs Pulumi on a stack and reads what its engine tells. Ctrl-C is passed on to it once each time, so that it can come to an
 * orderly end: the first lets a step that is under way end, the next does not.
 *
 * @param args without the stack, with `--json`
 * @param onEvent sees each event as it comes
 * @throws UserError when there is no pulumi to run
 */
export async function runEngine(
  stack: string,
  args: readonly string[],
  onEvent: (event: EngineEvent) => void = () => undefined,
  onInterrupt: OnInterrupt = "stop",
): Promise<PulumiRun> {
  const options = pulumiOptions(stack);
  const child = execa("pulumi", [...args, "--stack", stack, "--non-interactive", "--color", "never"], {
    ...options,
    env: { ...options.env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    // A terminal's Ctrl-C reaches the processes of a group all at once, and Pulumi would count it twice.
    detached: true,
    reject: false,
  });
  const interrupt = () => void (onInterrupt === "stop" && child.kill("SIGINT"));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    const events: EngineEvent[] = [];
    const printed: string[] = [];
    for await (const line of child) {
      const event = parseEvent(line);
      if (event) {
        events.push(event);
        onEvent(event);
      } else if (line.trim() !== "") printed.push(line);
    }
    const { exitCode, stderr, code, shortMessage } = await child;
    if (code === "ENOENT") {
      throw new UserError(
        "There is no pulumi on the PATH. To install it: https://www.pulumi.com/docs/iac/download-install/",
      );
    }
    const said = [...printed, stderr].join("\n").trim();
    return { events, exitCode: exitCode ?? 1, stderr: said === "" ? (shortMessage ?? "") : said };
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
