import { type OnInterrupt } from "../../stack/run-engine";
import { UserError } from "../../terminal/user-error";

/**
 * Whether somebody asked this process to stop (Ctrl-C), kept until a moment when it can: Pulumi gets to hear of it by
 * itself.
 */
export class Interruption {
  #requested = false;
  readonly #note = (): void => {
    this.#requested = true;
  };

  /** @param onInterrupt `finish` where the one who made this hears of it itself, and wants to come to the end */
  constructor(onInterrupt: OnInterrupt = "stop") {
    if (onInterrupt === "stop") process.on("SIGINT", this.#note).on("SIGTERM", this.#note);
  }

  /** @throws UserError where it was asked to */
  throwIfRequested(): void {
    if (this.#requested) throw new UserError("Interrupted.");
  }

  /** From here on the process ends as any other does. */
  end(): void {
    process.off("SIGINT", this.#note).off("SIGTERM", this.#note);
  }
}
