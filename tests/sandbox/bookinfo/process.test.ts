import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { build } from "esbuild";

import { get, Running } from "./running";

const SERVICES = ["productpage", "details", "ratings", "reviews"] as const;

interface Line {
  readonly time: string;
  readonly service: string;
  readonly message: string;
  readonly port?: number;
  readonly error?: string;
}

describe("a service as one bundled file", function () {
  this.timeout(60_000);
  const running = new Running();
  const children: ChildProcess[] = [];
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bookinfo-bundles-"));
    await build({
      entryPoints: SERVICES.map((service) => join(__dirname, "../../../sandbox/bookinfo", `${service}.ts`)),
      bundle: true,
      platform: "node",
      target: "node22",
      outdir: folder,
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await running.closeAll();
  });
  after(() => rm(folder, { recursive: true }));

  /** Starts a bundle as a container would, and reads its log line by line. */
  function start(service: string, args: string[], environment: Record<string, string> = {}) {
    const child = spawn(process.execPath, [join(folder, `${service}.js`), ...args], {
      cwd: "/",
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const nextLine = async () => JSON.parse((await lines.next()).value as string) as Line;
    return { child, nextLine };
  }

  for (const service of SERVICES) {
    it(`${service} says where it listens, is healthy and ends on SIGTERM with 0`, async () => {
      const { child, nextLine } = start(service, [], { PORT: "0" });
      const { message, port, service: name, time } = await nextLine();
      assert.deepEqual([name, message], [service, "listening"]);
      assert.ok(Date.parse(time) > 0);
      assert.equal((await get(`http://127.0.0.1:${port}/health`)).status, 200);

      child.kill("SIGTERM");
      assert.deepEqual(await once(child, "exit"), [0, null]);
    });
  }

  it("finishes the request in flight after SIGTERM", async () => {
    const ratings = await running.slow({ ratings: { Reviewer1: 1, Reviewer2: 2 } });
    const { child, nextLine } = start("reviews", ["0"], {
      SERVICE_VERSION: "v2",
      RATINGS_HOSTNAME: "127.0.0.1",
      RATINGS_SERVICE_PORT: String(ratings.port),
    });
    const { port } = await nextLine();
    const inFlight = fetch(`http://127.0.0.1:${port}/reviews/0`);
    await ratings.arrived;
    child.kill("SIGTERM");
    assert.equal((await nextLine()).message, "stopping");
    ratings.release();

    const response = await inFlight;
    assert.equal(response.headers.get("connection"), "close");
    assert.match(await response.text(), /"stars":1/);
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("ends with 1 and one line for an invalid port", async () => {
    const { child, nextLine } = start("details", ["http"]);
    const exited = once(child, "exit");
    const { message, error } = await nextLine();
    assert.equal(message, "could not start");
    assert.equal(error, 'the port argument is "http": expected a port, a whole number from 0 to 65535');
    assert.deepEqual(await exited, [1, null]);
  });

  it("ends with 1 and one line for an unknown version", async () => {
    const { child, nextLine } = start("ratings", ["0"], { SERVICE_VERSION: "v2" });
    const exited = once(child, "exit");
    assert.match((await nextLine()).error ?? "", /^SERVICE_VERSION is "v2": expected one of v1, /);
    assert.deepEqual(await exited, [1, null]);
  });
});
