import { UserError } from "../../terminal/user-error";

/** Whether somebody asked this process to stop (Ctrl-C), kept until a moment when it can: Pulumi gets to hear of it by itself. */
export class Interruption {
  #requested = false;
  readonly #note = (): void => {
    this.#requested = true;
  };

  constructor() {
    process.on("SIGINT", this.#note).on("SIGTERM", this.#note);
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
