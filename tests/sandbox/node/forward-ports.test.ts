import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const script = join(__dirname, "..", "..", "..", "sandbox", "node", "processes", "forward-ports.ts");

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}

describe("the forwarder", () => {
  let forwarder: ChildProcess;
  let upstream: Server;
  let port: number;

  before(async () => {
    // Answers only when the client has said all: a forwarder that does not pass on the end of one half would hang.
    upstream = createServer({ allowHalfOpen: true }, (socket) => {
      const heard: Buffer[] = [];
      socket.on("data", (data: Buffer) => heard.push(data));
      socket.once("end", () => socket.end(`heard ${Buffer.concat(heard).toString()}`));
      socket.on("error", () => {});
    });
    const target = await listen(upstream);
    port = await freePort();
    forwarder = spawn(process.execPath, [script, `127.0.0.1:${port}=127.0.0.1:${target}`], { stdio: "ignore" });
    for (let attempt = 0; !(await answers(port)); attempt++) {
      assert.ok(attempt < 100, "the forwarder does not listen");
      await sleep(50);
    }
  });

  after(async () => {
    forwarder.kill();
    await once(forwarder, "exit");
    upstream.close();
  });

  it("passes on both directions, and the end of each", async () => {
    const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    const answer: Buffer[] = [];
    socket.on("data", (data: Buffer) => answer.push(data));
    socket.end("hello");
    await once(socket, "close");
    assert.equal(Buffer.concat(answer).toString(), "heard hello");
  });

  it("survives a client that breaks off", async () => {
    const socket = connect({ host: "127.0.0.1", port });
    await once(socket, "connect");
    socket.write("half a requ");
    socket.resetAndDestroy();
    await once(socket, "close");
    assert.equal(await answers(port), true);
  });
});

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
