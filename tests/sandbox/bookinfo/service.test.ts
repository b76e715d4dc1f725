import assert from "node:assert/strict";
import { request, type IncomingMessage } from "node:http";

import type { LogEntry } from "../../../sandbox/bookinfo/service/log";
import type { Route } from "../../../sandbox/bookinfo/service/route";
import { readPort, StartError } from "../../../sandbox/bookinfo/service/run";
import { startService } from "../../../sandbox/bookinfo/service/server";
import { getJson, serviceUrl } from "../../../sandbox/bookinfo/service/upstream";
import { Running } from "./running";

describe("a service", () => {
  const running = new Running();
  afterEach(() => running.closeAll());

  it("that stops finishes the request in flight, closes its connection and takes no new one", async () => {
    const { service, url, arrived, release } = await running.slow("done");
    const inFlight = fetch(url);
    await arrived;
    const stopped = service.stop(60_000);

    await assert.rejects(
      new Promise<IncomingMessage>((resolve, reject) => {
        request(url, { agent: false }, resolve).once("error", reject).end();
      }),
      { code: "ECONNREFUSED" },
    );
    release();
    const response = await inFlight;
    assert.deepEqual([response.status, await response.text()], [200, '"done"']);
    assert.equal(response.headers.get("connection"), "close");
    await stopped;
  });

  it("that stops cuts a request that takes longer than it may", async () => {
    const { service, url, arrived, release } = await running.slow("done");
    const inFlight = fetch(url);
    await arrived;
    const cut = assert.rejects(inFlight);
    await service.stop(0);
    await cut;
    release();
  });

  it("that was told to stop twice stops once", async () => {
    const { service } = await running.slow("done");
    await Promise.all([service.stop(60_000), service.stop(60_000)]);
  });

  it("whose handler fails answers 500 without the reason, which it logs", async () => {
    const logged: LogEntry[] = [];
    const routes: Route[] = [
      {
        method: "GET",
        path: "/",
        handle: () => {
          throw new Error("the secret reason");
        },
      },
    ];
    const service = await startService({ routes, log: (entry) => logged.push(entry), port: 0, host: "127.0.0.1" });
    const response = await fetch(`http://127.0.0.1:${service.port}/`);
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { error: "internal error" });
    assert.match(String(logged.find(({ message }) => message === "handler failed")?.["error"]), /the secret reason/);
    await service.stop(0);
  });

  it("refuses to start on a port that is taken", async () => {
    const { port } = await running.service("details");
    await assert.rejects(startService({ routes: [], log: () => {}, port, host: "127.0.0.1" }), { code: "EADDRINUSE" });
  });

  it("takes its port from the argument, else from PORT, else 9080", () => {
    assert.equal(readPort("8080", { PORT: "1" }), 8080);
    assert.equal(readPort(undefined, { PORT: "8081" }), 8081);
    assert.equal(readPort(undefined, {}), 9080);
  });

  for (const port of ["abc", "-1", "65536", "80.5", "1e3", " 80"]) {
    it(`refuses the port ${JSON.stringify(port)} and says where it stands`, () => {
      assert.throws(
        () => readPort(port, {}),
        new StartError(`the port argument is "${port}": expected a port, a whole number from 0 to 65535`),
      );
      assert.throws(() => readPort(undefined, { PORT: port }), { message: /^PORT is / });
    });
  }
});

describe("a call to another service", () => {
  const running = new Running();
  afterEach(() => running.closeAll());

  it("goes where the environment says", () => {
    assert.equal(serviceUrl("reviews", {}), "http://reviews:9080");
    assert.equal(serviceUrl("reviews", { SERVICES_DOMAIN: "shop.svc" }), "http://reviews.shop.svc:9080");
    assert.equal(
      serviceUrl("ratings", { RATINGS_HOSTNAME: "stars", RATINGS_SERVICE_PORT: "81", REVIEWS_HOSTNAME: "no" }),
      "http://stars:81",
    );
  });

  it("ends when there is no answer in time", async () => {
    const { url, release } = await running.slow("done");
    await assert.rejects(getJson(url, {}, 20), { name: "AbortError" });
    release();
  });

  it("is made again when the kept connection turns out to be closed", async () => {
    const first = await running.standIn(200, { answer: 1 });
    await getJson(`${first.url}/`, {}, 5_000);
    await first.close();
    const second = await startService({
      routes: [{ method: "GET", path: "/", handle: () => ({ status: 200, body: '{"answer":2}' }) }],
      log: () => {},
      port: first.port,
      host: "127.0.0.1",
    });
    assert.deepEqual(await getJson(`${first.url}/`, {}, 5_000), { status: 200, json: { answer: 2 } });
    await second.stop(0);
  });

  it("uses the connection of the call before", async () => {
    const upstream = await running.standIn(200, {});
    await getJson(upstream.url, {}, 5_000);
    await getJson(upstream.url, {}, 5_000);
    const [first, second] = upstream.received;
    assert.equal(second?.clientPort, first?.clientPort);
  });
});
