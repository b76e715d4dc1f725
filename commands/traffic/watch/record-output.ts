import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { reasonOf } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { type WatchOutput } from "./outputs";
import { reportPage } from "./page/report-page";
import { type Recorded, Recording } from "./recording";
import { type Snapshot } from "./snapshot";

/** Keeps what was seen, for reports and for the live page. */
export class RecordOutput implements WatchOutput {
  readonly #recording = new Recording();
  readonly #file: string | undefined;

  /** @param file where a report is written in the end; none is where it is undefined */
  constructor(file?: string) {
    this.#file = file;
  }

  get recorded(): Recorded | undefined {
    return this.#recording.recorded;
  }

  show(snapshot: Snapshot): void {
    this.#recording.add(snapshot);
  }

  /**
   * Writes a report of what was seen so far, by default into the working folder, and gives the file's name.
   *
   * @throws UserError where the file can't be written
   */
  async write(file?: string): Promise<string> {
    const { recorded } = this;
    if (!recorded) throw new UserError("There is nothing to report yet.");
    const stamp = recorded.last.at.slice(0, 19).replace(/[-:]/g, "");
    const name = file ?? `traffic-${recorded.stack.replace(/[^\w.-]/g, "-")}-${stamp}.html`;
    try {
      await writeFile(name, await reportPage(recorded));
    } catch (error) {
      throw new UserError(`The report can't be written to ${name}: ${reasonOf(error)}. Name another file.`);
    }
    return name;
  }

  /** @throws UserError where no report could be written to the file in the end */
  async requireWritable(): Promise<void> {
    if (this.#file === undefined) return;
    const folder = dirname(resolve(this.#file));
    await access(folder, constants.W_OK).catch((error: unknown) => {
      throw new UserError(
        `--report ${this.#file}: nothing can be written to the folder ${folder}: ${reasonOf(error)}. Name another file.`,
      );
    });
  }

  async close(): Promise<void> {
    if (this.#file !== undefined && this.recorded) await this.write(this.#file);
  }
}
