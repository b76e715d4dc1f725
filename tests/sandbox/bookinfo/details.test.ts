import assert from "node:assert/strict";

import { get, getJson, Running } from "./running";

describe("details", () => {
  const running = new Running();
  afterEach(() => running.closeAll());

  it("says that it is healthy", async () => {
    const { url } = await running.service("details");
    assert.deepEqual(await getJson(`${url}/health`), {
      status: 200,
      type: "application/json",
      json: { status: "Details is healthy" },
    });
  });

  it("gives a book's imprint with the product's number", async () => {
    const { url } = await running.service("details");
    const { status, type, json } = await getJson(`${url}/details/7`);
    assert.deepEqual([status, type], [200, "application/json"]);
    assert.deepEqual(json, {
      id: 7,
      author: "William Shakespeare",
      year: 1595,
      type: "paperback",
      pages: 200,
      publisher: "PublisherA",
      language: "English",
      "ISBN-10": "1234567890",
      "ISBN-13": "123-1234567890",
    });
  });

  for (const id of ["abc", "1.5", "-1", "1e3", "99999999999999999999"]) {
    it(`refuses the product ${id}`, async () => {
      const { url } = await running.service("details");
      assert.deepEqual(await getJson(`${url}/details/${id}`), {
        status: 400,
        type: "application/json",
        json: { error: "please provide numeric product id" },
      });
    });
  }

  for (const path of ["/", "/details", "/details/0/more", "/details/%E0%A4%A", "/detail/0"]) {
    it(`has nothing at ${path}`, async () => {
      const { url } = await running.service("details");
      assert.equal((await get(`${url}${path}`)).status, 404);
    });
  }

  it("ignores a query", async () => {
    const { url } = await running.service("details");
    assert.equal((await get(`${url}/details/0?u=normal`)).status, 200);
  });

  it("answers HEAD as GET, without a body", async () => {
    const { url } = await running.service("details");
    const response = await fetch(`${url}/details/0`, { method: "HEAD" });
    assert.equal(response.status, 200);
    assert.ok(Number(response.headers.get("content-length")) > 0);
    assert.equal(await response.text(), "");
  });

  it("answers a method that a path does not have with 405 and the methods that it has", async () => {
    const { url } = await running.service("details");
    const response = await fetch(`${url}/details/0`, { method: "DELETE" });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get("allow"), "GET, HEAD");
  });
});
