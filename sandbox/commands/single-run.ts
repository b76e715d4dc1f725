import { connect, createServer } from "node:net";
import { UserError } from "../../commands/terminal/user-error";

/** A name that the kernel keeps, without a file, for as long as the process that listens on it lives. */
const NAME = "\0bookinfo-mesh-sandbox";

/**
 * Holds the right to start or stop the machine's sandbox until this process ends, however it ends.
 *
 * @throws UserError when another process holds it
 */
export async function claimSandbox(command: string, name = NAME): Promise<void> {
  const server = createServer((visitor) => visitor.destroy());
  await new Promise<void>((held, refused) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const claimed = new UserError(
        "Another `npm start` or `npm stop` is at work on this machine's sandbox. Wait until it has ended, " +
          `then run \`${command}\` again.`,
      );
      refused(error.code === "EADDRINUSE" ? claimed : error);
    });
    server.listen(name, held);
  });
  server.unref();
}

/** Whether a process holds that right. */
export function isClaimed(name = NAME): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(name, () => {
      socket.destroy();
      answer(true);
    });
    socket.once("error", () => answer(false));
  });
}
