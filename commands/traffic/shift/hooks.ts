import { execa } from "execa";
import { type ShiftEvent } from "./events";
import { type ShiftState } from "./shift-state";

/** How long a command may take, in milliseconds: one that pushes to a repository takes its time. */
const MOST_MS = 120_000;

/** Runs what the user wants to have run as a shift goes on. */
export class Hooks {
  readonly #onStep: string | undefined;
  readonly #onEvent: string | undefined;

  constructor({ settings: { onStep, onEvent } }: ShiftState) {
    this.#onStep = onStep;
    this.#onEvent = onEvent;
  }

  /** Runs both for an event; gives back why the one for steps failed, so that nothing goes on that is not committed. */
  async run(event: ShiftEvent): Promise<string | undefined> {
    if (this.#onEvent !== undefined) {
      const failure = await runWith(this.#onEvent, event);
      if (failure !== undefined) console.error(`--on-event ${failure}`);
    }
    const isWritten = "diff" in event && event.diff !== "";
    if (this.#onStep === undefined || !isWritten) return undefined;
    const failure = await runWith(this.#onStep, event);
    if (failure === undefined) return undefined;
    console.error(`--on-step ${failure}`);
    return `--on-step ${failure}`;
  }
}

/** Runs a command in the shell, with the event on its standard input. Gives back how it failed. */
async function runWith(command: string, event: ShiftEvent): Promise<string | undefined> {
  const input = `${JSON.stringify(event)}\n`;
  const run = await execa(command, { shell: true, reject: false, input, timeout: MOST_MS, all: true });
  if (run.exitCode === 0) return undefined;
  const said = run.all.trim().split("\n").slice(-3).join("\n");
  return `${JSON.stringify(command)} ended with ${run.exitCode ?? run.signal ?? "an error"}${said === "" ? "" : `: ${said}`}`;
}
