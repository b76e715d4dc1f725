import assert from "node:assert/strict";
import { followLog, LogRefused } from "../../../../commands/traffic/evidence/follow-log";
import { FakeLogsApi, until } from "./fake-logs-api";

const SINCE = new Date("2026-11-26T12:00:00Z");
const SOURCE = { namespace: "default", pod: "web", container: "istio-proxy" };

describe("a log that is followed", () => {
  let api: FakeLogsApi;
  let stop: AbortController;
  beforeEach(async () => {
    api = await FakeLogsApi.start();
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await api.stop();
  });

  function follow(): { readonly lines: string[]; readonly ended: Promise<void> } {
    const lines: string[] = [];
    return { lines, ended: followLog(api.access, SOURCE, SINCE, (line) => lines.push(line), stop.signal) };
  }

  it("comes line by line, without the node's time, those that are there and those that are written", async () => {
    api.write("web", "2026-11-26T12:00:01.5Z", "one");
    const { lines, ended } = follow();
    await until(() => lines.length === 1, "the first line");
    api.write("web", "2026-11-26T12:00:02Z", "two, with spaces");
    await until(() => lines.length === 2, "the second line");
    assert.deepEqual(lines, ["one", "two, with spaces"]);
    assert.equal(api.asked[0]?.get("sinceTime"), SINCE.toISOString());
    stop.abort();
    await ended;
  });

  it("goes on after the last line where the connection breaks, and hands no line over twice", async () => {
    api.write("web", "2026-11-26T12:00:01.123456789Z", "one");
    const { lines } = follow();
    await until(() => lines.length === 1, "the first line");
    api.breakOff("web");
    // Zeroes at the end of a time are left out: .2 is later than .123456789.
    api.write("web", "2026-11-26T12:00:01.2Z", "two");
    await until(() => lines.length === 2, "the second line");
    assert.deepEqual(lines, ["one", "two"]);
    assert.equal(api.asked[1]?.get("sinceTime"), "2026-11-26T12:00:01.123456789Z");
  });

  it("has all lines of the same moment, also where the connection breaks between them", async () => {
    const stamp = "2026-11-26T12:00:01Z";
    for (const line of ["one", "two"]) api.write("web", stamp, line);
    const { lines } = follow();
    await until(() => lines.length === 2, "two lines");
    api.breakOff("web");
    for (const line of ["three", "four"]) api.write("web", stamp, line);
    await until(() => lines.length === 4, "the others");
    assert.deepEqual(lines, ["one", "two", "three", "four"]);
  });

  it("is asked for again while the container has not started or the API server is busy", async () => {
    api.refuse("web", 400, 503);
    api.write("web", "2026-11-26T12:00:01Z", "one");
    const { lines } = follow();
    await until(() => lines.length === 1, "the line after two refusals");
    assert.equal(api.asked.length, 3);
  });

  it("ends where the pod is gone, and is refused with the API server's words", async () => {
    api.refuse("web", 404, 403);
    await follow().ended;
    await assert.rejects(follow().ended, (error) => {
      assert.ok(error instanceof LogRefused);
      assert.deepEqual([error.status, error.message, error.source], [403, "refused with 403", SOURCE]);
      return true;
    });
  });
});
