import { clearLine, cursorTo } from "node:readline";
import { type WriteStream } from "node:tty";

/** One line at the bottom of a terminal that says how far something is. Silent where nobody watches. */
export class ProgressLine {
  readonly #terminal: WriteStream | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#terminal = stream.isTTY ? stream : undefined;
  }

  /** Replaces the line's text. */
  show(text: string): void {
    if (!this.#terminal) return;
    this.clear();
    this.#terminal.write(text.slice(0, this.#terminal.columns - 1));
  }

  /** Leaves an empty line, for other output to begin on. */
  clear(): void {
    if (!this.#terminal) return;
    cursorTo(this.#terminal, 0);
    clearLine(this.#terminal, 0);
  }
}
