import assert from "node:assert/strict";

import type { Environment } from "../../../sandbox/bookinfo/service/run";
import { at, CALLER_HEADERS, callerHeadersOf, get, getJson, Running } from "./running";

interface ReviewsJson {
  readonly id: string;
  readonly podname: string;
  readonly clustername: string;
  readonly reviews: readonly { reviewer: string; text: string; rating?: unknown }[];
}

describe("reviews", () => {
  const running = new Running();
  afterEach(() => running.closeAll());

  async function reviewsOf(environment: Environment): Promise<ReviewsJson> {
    const { url } = await running.service("reviews", environment);
    const { status, type, json } = await getJson(`${url}/reviews/0`);
    assert.deepEqual([status, type], [200, "application/json"]);
    return json as ReviewsJson;
  }

  const ratingsIn = ({ reviews }: ReviewsJson) => reviews.map(({ rating }) => rating);

  it("says that it is healthy", async () => {
    const { url } = await running.service("reviews");
    assert.deepEqual(await getJson(`${url}/health`), {
      status: 200,
      type: "application/json",
      json: { status: "Reviews is healthy" },
    });
  });

  it("gives two reviews with the product, the pod and the cluster, as texts", async () => {
    const { id, podname, clustername, reviews } = await reviewsOf({ HOSTNAME: "reviews-v1-abc", CLUSTER_NAME: "west" });
    assert.deepEqual([id, podname, clustername], ["0", "reviews-v1-abc", "west"]);
    assert.deepEqual(
      reviews.map(({ reviewer }) => reviewer),
      ["Reviewer1", "Reviewer2"],
    );
    assert.ok(reviews.every(({ text }) => text.length > 20));
  });

  it('calls a cluster that it does not know "null"', async () => {
    assert.equal((await reviewsOf({})).clustername, "null");
  });

  it("v1 shows no stars and does not call ratings", async () => {
    const ratings = await running.standIn(200, { ratings: { Reviewer1: 5, Reviewer2: 4 } });
    const answer = await reviewsOf({ SERVICE_VERSION: "v1", ...at("ratings", ratings.port) });
    assert.ok(answer.reviews.every((review) => !("rating" in review)));
    assert.deepEqual(ratings.received, []);
  });

  const colours: readonly [string, Environment, string][] = [
    ["v2 shows black stars", { SERVICE_VERSION: "v2" }, "black"],
    ["v3 shows red stars", { SERVICE_VERSION: "v3" }, "red"],
    ["ENABLE_RATINGS alone shows black stars", { ENABLE_RATINGS: "true" }, "black"],
    ["STAR_COLOR goes before the version", { SERVICE_VERSION: "v2", STAR_COLOR: "gold" }, "gold"],
  ];
  for (const [title, environment, color] of colours) {
    it(title, async () => {
      const ratings = await running.service("ratings");
      assert.deepEqual(ratingsIn(await reviewsOf({ ...environment, ...at("ratings", ratings.port) })), [
        { stars: 5, color },
        { stars: 4, color },
      ]);
    });
  }

  it("ENABLE_RATINGS=false takes the stars away from any version", async () => {
    const ratings = await running.service("ratings");
    const environment = { SERVICE_VERSION: "v3", ENABLE_RATINGS: "false", ...at("ratings", ratings.port) };
    assert.deepEqual(ratingsIn(await reviewsOf(environment)), [undefined, undefined]);
  });

  const failures: readonly [string, () => Promise<string | number>][] = [
    ["can't be reached", () => running.deadPort()],
    ["answers 503", async () => (await running.standIn(503, { error: "Service unavailable" })).port],
    ["answers with something else", async () => (await running.standIn(200, "<html>")).port],
    ["has not rated these reviewers", async () => (await running.standIn(200, { ratings: { Other: 3 } })).port],
  ];
  for (const [title, port] of failures) {
    it(`says so in each review when ratings ${title}`, async () => {
      const error = "Ratings service is currently unavailable";
      const answer = await reviewsOf({ SERVICE_VERSION: "v3", ...at("ratings", await port()) });
      assert.deepEqual(ratingsIn(answer), [{ error }, { error }]);
    });
  }

  it("logs that ratings failed, with the address and the reason", async () => {
    const port = await running.deadPort();
    await reviewsOf({ SERVICE_VERSION: "v2", ...at("ratings", port) });
    const entry = running.logged.find(({ message }) => message === "ratings could not be reached");
    assert.equal(entry?.["url"], `http://127.0.0.1:${port}/ratings/0`);
    assert.match(String(entry?.["error"]), /ECONNREFUSED/);
  });

  it("passes the caller's headers and end-user on to ratings, and nothing else", async () => {
    const ratings = await running.standIn(200, { ratings: {} });
    const { url } = await running.service("reviews", { SERVICE_VERSION: "v2", ...at("ratings", ratings.port) });
    await get(`${url}/reviews/12`, { ...CALLER_HEADERS, "end-user": "jason", "x-forwarded-for": "10.0.0.1" });
    assert.equal(ratings.received.length, 1);
    const [{ path, headers }] = ratings.received as [(typeof ratings.received)[0]];
    assert.equal(path, "/ratings/12");
    assert.deepEqual(callerHeadersOf(headers), CALLER_HEADERS);
    assert.equal(headers["end-user"], "jason");
    assert.equal(headers["x-forwarded-for"], undefined);
  });

  it("has no reviews of a product that is no number", async () => {
    const { url } = await running.service("reviews");
    assert.equal((await get(`${url}/reviews/abc`)).status, 404);
  });

  it("logs each request, without probes, with its status and who it was for", async () => {
    const { url } = await running.service("reviews");
    await get(`${url}/health`);
    await get(`${url}/reviews/0?secret=1`, { "x-request-id": "r-1", "end-user": "jason" });
    await running.service("details");
    const answered = running.logged.filter(({ message }) => message === "answered");
    assert.deepEqual(
      answered.map(({ method, path, status, requestId, endUser }) => ({ method, path, status, requestId, endUser })),
      [{ method: "GET", path: "/reviews/0", status: 200, requestId: "r-1", endUser: "jason" }],
    );
  });
});
