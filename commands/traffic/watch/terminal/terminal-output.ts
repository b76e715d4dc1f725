import { emitKeypressEvents } from "node:readline";
import { type ReadStream, type WriteStream } from "node:tty";
import ansi from "ansi-escapes";
import { reasonOf } from "../../../stack/cluster-access";
import { type WatchOutput } from "../outputs";
import { type Snapshot, type WatchEvent } from "../snapshot";
import { matching, renderFrame } from "./frame";
import { type Paint } from "./paint";
import { printable } from "./printable";
import { type OpenShift, shiftOfKeys, type ShiftWish } from "./shift-keys";
import { FIRST_VIEW, type Key, onKey, type ViewState } from "./view-state";

/** Events are kept for as many lines as any terminal has. */
const MOST_EVENTS = 300;

/** For how long a message stands where the keys are, in milliseconds. */
const MESSAGE_MS = 6_000;

export interface TerminalOptions {
  readonly input: Pick<ReadStream, "isTTY" | "setRawMode" | "on" | "off" | "resume" | "pause">;
  readonly output: Pick<WriteStream, "columns" | "rows" | "write" | "on" | "off">;
  readonly paint: Paint;
  /** The address of the live page, where there is one. */
  readonly page?: string | undefined;
  /** Writes a report of what was seen so far, and gives its file's name. */
  readonly writeReport: () => Promise<string>;
  /** Asks something of a shift, and gives what came of it. */
  readonly askShift: (wish: ShiftWish) => Promise<string>;
}

/** A view in a terminal's second screen, so that what was there before is there again afterwards. */
export class TerminalOutput implements WatchOutput {
  readonly #options: TerminalOptions;
  readonly left: Promise<void>;
  #leave: () => void = () => {};
  #view: ViewState = FIRST_VIEW;
  #snapshot: Snapshot | undefined;
  #events: readonly WatchEvent[] = [];
  #message: string | undefined;
  #closed = false;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.left = new Promise((resolve) => (this.#leave = resolve));
    const { input, output } = options;
    // Whatever ends the process, the terminal is given back.
    process.on("exit", this.#restore);
    output.write(ansi.enterAlternativeScreen + ansi.cursorHide + ansi.eraseScreen);
    output.on("resize", this.#onResize);
    if (!input.isTTY) return;
    emitKeypressEvents(input as ReadStream);
    input.setRawMode(true);
    input.on("keypress", this.#onKey);
    input.resume();
  }

  show(snapshot: Snapshot): void {
    this.#snapshot = printable(snapshot);
    this.#events = [...this.#events, ...this.#snapshot.events].slice(-MOST_EVENTS);
    this.#draw();
  }

  /** Gives the terminal back, and leaves there what was seen last. */
  close(): void {
    this.#restore();
    process.off("exit", this.#restore);
    for (const line of this.#lines(FIRST_VIEW).slice(0, -1)) {
      if (line.trim() !== "") this.#options.output.write(`${line}\n`);
    }
  }

  readonly #restore = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    const { input, output } = this.#options;
    output.off("resize", this.#onResize);
    output.write(ansi.cursorShow + ansi.exitAlternativeScreen);
    if (!input.isTTY) return;
    input.off("keypress", this.#onKey);
    input.setRawMode(false);
    input.pause();
  };

  readonly #onResize = (): void => {
    this.#options.output.write(ansi.eraseScreen);
    this.#draw();
  };

  readonly #onKey = (_text: string | undefined, key: Key): void => {
    const [view, wish] = onKey(this.#view, key, this.#shift());
    this.#view = view;
    if (wish === "leave") return this.#leave();
    const { writeReport, askShift } = this.#options;
    if (wish === "report")
      void this.#tell("writing a report ...", writeReport(), "report written", "no report written");
    else if (wish)
      void this.#tell(`asking it to ${wish.what} ...`, askShift(wish), wish.what, `could not ${wish.what}`);
    this.#draw();
  };

  /** The shift that keys are about. */
  #shift(): OpenShift | undefined {
    return this.#snapshot && shiftOfKeys(matching(this.#snapshot.rules, this.#view.filter));
  }

  /** Shows that something is being done, and then for a while what came of it. */
  async #tell(doing: string, done: Promise<string>, well: string, badly: string): Promise<void> {
    this.#message = doing;
    const message = await done.then(
      (text) => `${well}: ${text}`,
      (error: unknown) => `${badly}: ${reasonOf(error)}`,
    );
    this.#message = message;
    this.#draw();
    setTimeout(() => {
      if (this.#message === message) this.#message = undefined;
    }, MESSAGE_MS).unref();
  }

  #lines(view: ViewState): string[] {
    if (!this.#snapshot) return [];
    const { input, output, paint, page } = this.#options;
    // A terminal that does not say how large it is, is as large as they were when they were things.
    const size = { columns: output.columns || 80, rows: output.rows || 24 };
    const frame = {
      snapshot: this.#snapshot,
      events: this.#events,
      view,
      message: this.#message,
      page,
      shift: input.isTTY ? this.#shift() : undefined,
    };
    return renderFrame(frame, size, paint);
  }

  #draw(): void {
    if (this.#closed) return;
    const lines = this.#lines(this.#view).map((line) => line + ansi.eraseEndLine);
    if (lines.length === 0) return;
    this.#options.output.write(ansi.synchronizedOutput(ansi.cursorTo(0, 0) + lines.join("\r\n") + ansi.eraseDown));
  }
}
