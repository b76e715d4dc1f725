import { type Writable } from "node:stream";
import { renderLines } from "./render-lines";
import { type Snapshot } from "./snapshot";

/** Where snapshots are shown. */
export interface WatchOutput {
  show(snapshot: Snapshot): void;
  /** Resolves when whoever watches wants no more; never where only a signal ends it. */
  readonly left?: Promise<void>;
  /** Leaves everything as it was found. Called once, in any case. */
  close(): Promise<void> | void;
}

/** A line of JSON for each snapshot. */
export class JsonOutput implements WatchOutput {
  readonly #out: Writable;

  constructor(out: Writable) {
    this.#out = out;
  }

  show(snapshot: Snapshot): void {
    this.#out.write(`${JSON.stringify(snapshot)}\n`);
  }

  close(): void {}
}

/** A line for each rule, where there is no terminal. */
export class LineOutput implements WatchOutput {
  readonly #out: Writable;
  #notes = "";

  constructor(out: Writable) {
    this.#out = out;
  }

  show(snapshot: Snapshot): void {
    const notes = snapshot.notes.join("\n");
    for (const line of renderLines(snapshot, notes !== this.#notes)) this.#out.write(`${line}\n`);
    this.#notes = notes;
  }

  close(): void {}
}
