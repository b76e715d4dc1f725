import { Listr, PRESET_TIMER } from "listr2";
import { UserError } from "../../commands/terminal/user-error";
import { type Report } from "../toolchain/report";
import { type Interruption } from "./interruption";

/** The steps of a long command: each is shown with its progress and its time, on a terminal as in a log. */
export class Steps {
  /** @param remedy what to do when a step fails */
  constructor(
    private readonly interruption: Interruption,
    private readonly remedy: string,
  ) {}

  /**
   * Runs the next step and gives back what it found or made.
   *
   * @param work how far it is goes to its `report`
   * @param remark what to say of the result, if anything
   * @throws UserError that says which step failed, why and what to do
   */
  async run<Result>(
    title: string,
    work: (report: Report) => Promise<Result> | Result,
    remark: (result: Result) => string | undefined = () => undefined,
  ): Promise<Result> {
    const results: Result[] = [];
    let failure: unknown;
    const step = new Listr(
      {
        title,
        task: async (_, task) => {
          this.interruption.throwIfRequested();
          try {
            const result = await work(onChange((line) => (task.output = line)));
            results.push(result);
            const said = remark(result);
            if (said !== undefined) task.title = `${title} (${said})`;
          } catch (cause) {
            failure = cause;
            throw new Error("see below", { cause });
          }
        },
      },
      {
        registerSignalListeners: false,
        exitOnError: false,
        rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false, collapseErrors: false },
        fallbackRendererOptions: { timer: PRESET_TIMER },
      },
    );
    await step.run();
    this.interruption.throwIfRequested();
    if (results.length > 0) return results[0] as Result;
    throw new UserError(
      `\n${title} failed:\n${failure instanceof Error ? failure.message : String(failure)}\n\n${this.remedy}`,
    );
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
