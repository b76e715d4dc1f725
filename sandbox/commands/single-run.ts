import { createServer } from "node:net";
import { UserError } from "../../traffic/user-error";

/**
 * Holds the right to start or stop the machine's sandbox until this process ends, however it ends: the name of a socket
 * that the kernel keeps, without a file, for as long as its process lives.
 *
 * @throws UserError when another process holds it
 */
export async function claimSandbox(command: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((held, refused) => {
    server.once("error", () => {
      refused(
        new UserError(
          "Another `npm start` or `npm stop` is at work on this machine's sandbox. Wait until it has ended, " +
            `then run \`${command}\` again.`,
        ),
      );
    });
    server.listen("\0bookinfo-mesh-sandbox", held);
  });
  server.unref();
}
