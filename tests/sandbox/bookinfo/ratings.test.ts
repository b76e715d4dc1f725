import assert from "node:assert/strict";

import { behaviourOf } from "../../../sandbox/bookinfo/ratings/behaviour";
import { StartError } from "../../../sandbox/bookinfo/service/run";
import { getJson, Running } from "./running";

describe("ratings", () => {
  const running = new Running();
  afterEach(() => running.closeAll());

  async function post(url: string, body: string) {
    const response = await fetch(url, { method: "POST", body });
    return { status: response.status, json: await response.json() };
  }

  it("says that it is healthy", async () => {
    const { url } = await running.service("ratings");
    assert.deepEqual(await getJson(`${url}/health`), {
      status: 200,
      type: "application/json",
      json: { status: "Ratings is healthy" },
    });
  });

  it("gives every product five and four stars at first", async () => {
    const { url } = await running.service("ratings");
    assert.deepEqual(await getJson(`${url}/ratings/3`), {
      status: 200,
      type: "application/json",
      json: { id: 3, ratings: { Reviewer1: 5, Reviewer2: 4 } },
    });
  });

  it("keeps the ratings that are posted, for their product only", async () => {
    const { url } = await running.service("ratings");
    const posted = { id: 3, ratings: { Reviewer1: 1, Reviewer2: 2 } };
    assert.deepEqual(await post(`${url}/ratings/3`, JSON.stringify(posted.ratings)), { status: 200, json: posted });
    assert.deepEqual((await getJson(`${url}/ratings/3`)).json, posted);
    assert.deepEqual((await getJson(`${url}/ratings/4`)).json, { id: 4, ratings: { Reviewer1: 5, Reviewer2: 4 } });
  });

  for (const body of ["", "{", "[5, 4]", "null", '"five"', '{"Reviewer1": "five"}']) {
    it(`refuses the ratings ${body || "(nothing)"} and keeps what it had`, async () => {
      const { url } = await running.service("ratings");
      assert.deepEqual(await post(`${url}/ratings/0`, body), {
        status: 400,
        json: { error: "please provide valid ratings JSON" },
      });
      assert.deepEqual((await getJson(`${url}/ratings/0`)).json, { id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } });
    });
  }

  it("refuses a product that is no number", async () => {
    const { url } = await running.service("ratings");
    const json = { error: "please provide numeric product ID" };
    assert.deepEqual(await getJson(`${url}/ratings/abc`), { status: 400, type: "application/json", json });
    assert.deepEqual(await post(`${url}/ratings/abc`, "{}"), { status: 400, json });
  });

  it("refuses a body that is too long, and answers the next request", async () => {
    const { url } = await running.service("ratings");
    const { status } = await post(`${url}/ratings/0`, JSON.stringify({ Reviewer1: 5, padding: "x".repeat(5_000_000) }));
    assert.equal(status, 413);
    assert.equal((await getJson(`${url}/ratings/0`)).status, 200);
  });

  describe("its misbehaving versions", () => {
    const half = (version: string) => behaviourOf(version);

    it("v-faulty is unavailable in half of the cases", () => {
      assert.deepEqual(half("v-faulty")(0, 0.49), { unavailable: true, delayMs: 0, healthy: true });
      assert.deepEqual(half("v-faulty")(0, 0.5), { unavailable: false, delayMs: 0, healthy: true });
    });

    it("v-delayed waits seven seconds in half of the cases", () => {
      assert.equal(half("v-delayed")(0, 0.49).delayMs, 7_000);
      assert.equal(half("v-delayed")(0, 0.5).delayMs, 0);
    });

    it("v-unavailable is unavailable every other minute, and healthy all the while", () => {
      const states = [0, 59_999, 60_000, 119_999, 120_000].map(
        (uptime) => half("v-unavailable")(uptime, 0).unavailable,
      );
      assert.deepEqual(states, [false, false, true, true, false]);
      assert.equal(half("v-unavailable")(60_000, 0).healthy, true);
    });

    it("v-unhealthy is unavailable and ill every other quarter of an hour", () => {
      assert.deepEqual(half("v-unhealthy")(899_999, 0), { unavailable: false, delayMs: 0, healthy: true });
      assert.deepEqual(half("v-unhealthy")(900_000, 0), { unavailable: true, delayMs: 0, healthy: false });
    });

    for (const version of ["v2", "v9", "constructor"]) {
      it(`${version} is refused at the start, with those that there are`, () => {
        assert.throws(
          () => behaviourOf(version),
          (error) =>
            error instanceof StartError &&
            error.message.includes(`SERVICE_VERSION is "${version}"`) &&
            error.message.includes("v1, v-faulty, v-delayed, v-unavailable, v-unhealthy"),
        );
      });
    }
  });
});
