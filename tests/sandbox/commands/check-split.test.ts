import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { answered } from "../../../sandbox/commands/check-split";

describe("a page", () => {
  it("is waited for while nobody, or somebody else, answers in its place", async () => {
    const replies = ["nothing", 503, 200, 200] as const;
    let asked = 0;
    const server = createServer((request, response) => {
      const reply = replies[asked++];
      if (reply === "nothing") request.socket.destroy();
      else response.writeHead(reply ?? 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await answered(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, 10_000);
      assert.equal(asked, 3);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("that never answers is waited for no longer than it may take", async () => {
    await answered("http://127.0.0.1:9/", 0);
  });
});
