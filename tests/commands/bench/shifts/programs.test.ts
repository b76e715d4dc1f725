import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import vm from "node:vm";
import { execa } from "execa";
import { loadCommand, parseLoadLine, type Served } from "../../../../commands/bench/shifts/load-program";
import { type OwnFault, versionCommand } from "../../../../commands/bench/shifts/version-program";

type Handler = (
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  response: { writeHead: (status: number, headers: object) => { end: (body: string) => void } },
) => void;

/** A version's program as it answers, without a port and without waiting. */
class Answering {
  #handler: Handler = () => assert.fail("it serves nothing");
  readonly waited: number[] = [];
  hasCrashed = false;

  constructor(fault: OwnFault) {
    const [, , text = ""] = versionCommand({ version: "v3", takesMs: 20, fault });
    const serve = (handler: Handler) => {
      this.#handler = handler;
      return { listen: () => undefined };
    };
    vm.runInNewContext(text, {
      require: () => ({ createServer: serve }),
      process: { on: () => undefined, exit: () => (this.hasCrashed = true) },
      setTimeout: (answer: () => void, ms: number) => {
        this.waited.push(ms);
        answer();
      },
    });
  }

  ask(url = "/reviews/0", headers: Readonly<Record<string, string>> = {}): number {
    let answered = 0;
    this.#handler({ url, headers }, { writeHead: (status) => ((answered = status), { end: () => undefined }) });
    return answered;
  }

  /** The share of many requests that get a 500. */
  failing(headers: Readonly<Record<string, string>> = {}): number {
    const asked = Array.from({ length: 4000 }, () => this.ask("/reviews/0", headers));
    return asked.filter((status) => status === 500).length / asked.length;
  }
}

describe("a version that fails by its own process", () => {
  it("answers each request where it has no fault, and says that it is well", () => {
    const version = new Answering({});
    assert.equal(version.failing(), 0);
    assert.deepEqual([version.ask("/health"), version.waited.at(-1)], [200, 0]);
  });

  it("fails the share of requests that it is to, and its health never", () => {
    const version = new Answering({ errors: 0.05 });
    assert.ok(Math.abs(version.failing() - 0.05) < 0.03);
    assert.equal(new Answering({ errors: 1 }).failing(), 1);
    assert.equal(new Answering({ errors: 1 }).ask("/health"), 200);
  });

  it("fails for users who are signed in alone", () => {
    const version = new Answering({ signedInErrors: 1 });
    assert.deepEqual([version.failing({ "end-user": "user-1" }), version.failing()], [1, 0]);
  });

  it("takes longer, and ends at the request of a number", () => {
    const slow = new Answering({ delayMs: 50 });
    slow.ask();
    assert.deepEqual(slow.waited, [70]);
    const crashing = new Answering({ crashesAt: 3 });
    crashing.ask("/health");
    crashing.ask();
    crashing.ask();
    assert.equal(crashing.hasCrashed, false);
    crashing.ask();
    assert.equal(crashing.hasCrashed, true);
  });
});

describe("the load", () => {
  it("begins with the first good answer, keeps to its rate while answers are late, and tells of each request", async () => {
    let asked = 0;
    const signedIn = new Set<string>();
    const server = createServer(({ headers }, response) => {
      asked++;
      if (typeof headers["end-user"] === "string") signedIn.add(headers["end-user"]);
      const status = asked === 1 ? 503 : asked % 5 === 0 ? 500 : 200;
      setTimeout(() => response.writeHead(status, { "x-version": "v3" }).end(), asked === 1 ? 0 : 300);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const [node = "", ...args] = loadCommand({ url, rate: 200, users: 10, signedIn: 3 });
    const load = execa(node, args, { reject: false });
    const served: Served[] = [];
    for await (const line of load) {
      served.push(...parseLoadLine(line));
      if (served.length >= 200) load.kill();
    }
    server.closeAllConnections();
    server.close();

    const seconds = (Math.max(...served.map(({ at }) => at)) - Math.min(...served.map(({ at, ms }) => at - ms))) / 1000;
    assert.ok(seconds < 2.5, `200 requests took ${seconds} s`);
    assert.ok(served.every(({ ms, version }) => ms >= 290 && version === "v3"));
    assert.ok(served.filter(({ status }) => status === 500).length >= 30);
    assert.deepEqual([...new Set(served.map(({ user }) => user))].toSorted(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual([...signedIn].toSorted(), ["user-0", "user-1", "user-2"]);
  });
});
