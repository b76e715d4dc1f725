import { Listr, PRESET_TIMER } from "listr2";
import { UserError } from "../../commands/terminal/user-error";
import { type Report } from "../toolchain/report";
import { type Interruption } from "./interruption";

/** One step of a long command. It may give back a remark on how it went. */
export interface Step<Context> {
  readonly title: string;
  /** What the steps before it found out is in `context`; how far it is goes to `report`. */
  readonly run: (context: Context, report: Report) => Promise<string | void> | string | void;
}

/** A step that failed, and with what. */
class StepFailed extends Error {
  constructor(
    readonly step: string,
    override readonly cause: unknown,
  ) {
    super("see below");
  }
}

/**
 * Runs steps one after the other, each with its progress and its time, on a terminal as in a log.
 *
 * @param remedy what to do when one fails
 * @throws UserError that says which step failed, why and what to do
 */
export async function runSteps<Context>(
  steps: readonly Step<Context>[],
  context: Context,
  interruption: Interruption,
  remedy: string,
): Promise<void> {
  const tasks = new Listr<Context>(
    steps.map(({ title, run }) => ({
      title,
      task: async (_, task) => {
        interruption.throwIfRequested();
        try {
          const remark = await run(
            context,
            onChange((line) => (task.output = line)),
          );
          if (remark) task.title = `${title} (${remark})`;
        } catch (error) {
          interruption.throwIfRequested();
          throw new StepFailed(title, error);
        }
      },
    })),
    {
      ctx: context,
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false },
      fallbackRendererOptions: { timer: PRESET_TIMER },
    },
  );
  try {
    await tasks.run();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { step, cause } = error;
    throw new UserError(`\n${step} failed:\n${cause instanceof Error ? cause.message : String(cause)}\n\n${remedy}`);
  }
}

/** A report that lets a line pass only when it differs from the one before. */
function onChange(report: Report): Report {
  let last: string | undefined;
  return (line) => {
    if (line !== last) report(line);
    last = line;
  };
}
