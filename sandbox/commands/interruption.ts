import { UserError } from "../../commands/terminal/user-error";

/**
 * Ctrl-C during a long command. The terminal tells the programs that the command runs at the moment, too: they end in
 * an orderly way (an update of Pulumi's writes down how far it came), and so the command waits for the one under way,
 * and starts no other. A second Ctrl-C ends it at once.
 */
export class Interruption {
  private requested = false;

  constructor() {
    process.on("SIGINT", () => {
      if (this.requested) process.exit(130);
      this.requested = true;
      console.error("\nEnding what is under way (Ctrl-C again to end at once) ...");
    });
  }

  throwIfRequested(): void {
    if (!this.requested) return;
    process.exitCode = 130;
    throw new UserError("\nInterrupted. The same command takes up where it stopped; `npm stop` removes everything.");
  }
}
