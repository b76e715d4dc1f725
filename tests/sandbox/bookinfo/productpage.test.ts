import assert from "node:assert/strict";

import type { Environment } from "../../../sandbox/bookinfo/service/run";
import { at, CALLER_HEADERS, callerHeadersOf, get, getJson, Running } from "./running";

const REVIEWS = {
  id: "0",
  podname: "reviews-v3-6dd458b5db-k2x9p",
  clustername: "null",
  reviews: [
    { reviewer: "Reviewer1", text: "Good.", rating: { stars: 5, color: "red" } },
    { reviewer: "Reviewer2", text: "Fair.", rating: { stars: 2, color: "red" } },
  ],
};

describe("productpage", () => {
  const running = new Running();
  afterEach(() => running.closeAll());

  /** The whole application, with the given version of reviews. */
  async function bookinfo(version: string, environment: Environment = {}): Promise<string> {
    const details = await running.service("details");
    const ratings = await running.service("ratings");
    const reviews = await running.service("reviews", {
      SERVICE_VERSION: version,
      HOSTNAME: `reviews-${version}-abc-xyz`,
      ...at("ratings", ratings.port),
    });
    const { url } = await running.service("productpage", {
      ...at("details", details.port),
      ...at("reviews", reviews.port),
      ...at("ratings", ratings.port),
      ...environment,
    });
    return url;
  }

  /** A productpage in front of one stand-in that answers for every other service. */
  async function inFrontOf(status: number, body: unknown) {
    const upstream = await running.standIn(status, body);
    const { url } = await running.service("productpage", {
      ...at("details", upstream.port),
      ...at("reviews", upstream.port),
      ...at("ratings", upstream.port),
    });
    return { url, received: upstream.received };
  }

  const signIn = (url: string, username: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/login`, {
      method: "POST",
      body: new URLSearchParams({ username, passwd: "any" }),
      headers,
      redirect: "manual",
    });

  /** The cookie header of a browser that has signed in. */
  async function cookieOf(url: string, username: string): Promise<string> {
    const [cookie] = (await signIn(url, username)).headers.getSetCookie();
    return cookie?.split(";", 1)[0] ?? "";
  }

  /** The colours of the stars that a page shows, one for each rated review. */
  const starsIn = (page: string) =>
    [...page.matchAll(/data-stars="(\d)"\s+data-color="(\w+)"/g)].map((hit) => hit.slice(1));

  describe("the page", () => {
    it("is HTML that is not kept and may not be framed or scripted", async () => {
      const { status, headers } = await get(`${await bookinfo("v1")}/productpage`);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
      assert.equal(headers.get("cache-control"), "no-store");
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
    });

    it("shows the book, its details and its reviews with the pod that served them", async () => {
      const { text } = await get(`${await bookinfo("v2")}/productpage`);
      for (const part of [
        "<title>Simple Bookstore App</title>",
        "<h1>The Comedy of Errors</h1>",
        "by William Shakespeare",
        "Book Details",
        "123-1234567890",
        "Book Reviews",
        "Reviewer1",
        "Reviewer2",
      ]) {
        assert.ok(text.includes(part), part);
      }
      assert.match(text, /Reviews served by:\s*<code>reviews-v2-abc-xyz<\/code>/);
      assert.match(text, /<span class="version">v2<\/span>/);
    });

    const versions: readonly [string, string[][], string][] = [
      ["v1", [], "not asked"],
      [
        "v2",
        [
          ["5", "black"],
          ["4", "black"],
        ],
        "answered",
      ],
      [
        "v3",
        [
          ["5", "red"],
          ["4", "red"],
        ],
        "answered",
      ],
    ];
    for (const [version, stars, said] of versions) {
      it(`shows the stars of ${version}, and whether ratings were asked`, async () => {
        const { text } = await get(`${await bookinfo(version)}/productpage`);
        assert.deepEqual(starsIn(text), stars);
        assert.match(text, new RegExp(`<span class="name">ratings</span\\s*><span class="said">${said}`));
      });
    }

    it("fills as many stars as there are and leaves the rest empty", async () => {
      const { url } = await inFrontOf(200, REVIEWS);
      const pictures = (await get(`${url}/productpage`)).text.match(/<svg\s+class="stars"[^]*?<\/svg>/g) ?? [];
      const filled = pictures.map((picture) => picture.split('fill="currentColor"').length - 1);
      const empty = pictures.map((picture) => picture.split('fill="none"').length - 1);
      assert.deepEqual(
        [filled, empty],
        [
          [5, 2],
          [0, 3],
        ],
      );
    });

    it("survives stars that are out of range", async () => {
      const reviews = [-3, 17, 2.4].map((stars) => ({ reviewer: "R", text: "t", rating: { stars, color: "black" } }));
      const { url } = await inFrontOf(200, { ...REVIEWS, reviews });
      assert.deepEqual(
        starsIn((await get(`${url}/productpage`)).text).map(([stars]) => stars),
        ["0", "5", "2"],
      );
    });

    it("names the cluster where reviews know it", async () => {
      const { url } = await inFrontOf(200, { ...REVIEWS, clustername: "west" });
      assert.match((await get(`${url}/productpage`)).text, /on cluster <code>west<\/code>/);
      const { url: elsewhere } = await inFrontOf(200, REVIEWS);
      assert.doesNotMatch((await get(`${elsewhere}/productpage`)).text, /on cluster/);
    });

    it("loads everything that it refers to from itself", async () => {
      const url = await bookinfo("v3");
      const { text } = await get(`${url}/productpage`);
      const links = [...text.matchAll(/<link[^>]*href="([^"]+)"/g)].map(([, href]) => href ?? "");
      assert.equal(links.length, 2);
      for (const link of links) {
        const { status, headers, text: body } = await get(new URL(link, url).href);
        assert.equal(status, 200, link);
        assert.match(headers.get("content-type") ?? "", /^(text\/css|image\/svg\+xml)/);
        assert.ok(body.length > 0);
      }
      assert.doesNotMatch(text, /(src|href|action)="(https?:)?\/\//);
    });

    it("escapes whatever a service says", async () => {
      const hostile = `<script>alert("1")</script>'&`;
      const { url } = await inFrontOf(200, {
        author: hostile,
        type: hostile,
        podname: hostile,
        clustername: hostile,
        reviews: [
          { reviewer: hostile, text: hostile, rating: { stars: 3, color: `"><script>` } },
          { reviewer: hostile, text: hostile, rating: { error: hostile } },
        ],
      });
      const { text } = await get(`${url}/productpage`);
      assert.ok(text.includes("&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39;&#38;"));
      assert.doesNotMatch(text, /<script/i);
    });
  });

  describe("a service that is down", () => {
    it("leaves a message in the place of the details, and the rest as it is", async () => {
      const url = await bookinfo("v2", at("details", await running.deadPort()));
      const { status, text } = await get(`${url}/productpage`);
      assert.equal(status, 200);
      assert.match(text, /Error fetching product details!/);
      assert.match(text, /Sorry, product details are currently unavailable for this book\./);
      assert.equal(starsIn(text).length, 2);
      assert.doesNotMatch(text, /Book Details/);
    });

    it("leaves a message in the place of the reviews, and the rest as it is", async () => {
      const url = await bookinfo("v2", at("reviews", await running.deadPort()));
      const { status, text } = await get(`${url}/productpage`);
      assert.equal(status, 200);
      assert.match(text, /Error fetching product reviews!/);
      assert.match(text, /Sorry, product reviews are currently unavailable for this book\./);
      assert.match(text, /Book Details/);
      assert.doesNotMatch(text, /Reviews served by/);
    });

    it("leaves a message in the place of the stars", async () => {
      const reviews = await running.service("reviews", {
        SERVICE_VERSION: "v3",
        ...at("ratings", await running.deadPort()),
      });
      const url = await bookinfo("v1", at("reviews", reviews.port));
      const { text } = await get(`${url}/productpage`);
      assert.equal(text.split("Ratings service is currently unavailable").length - 1, 2);
      assert.match(text, /<span class="name">ratings<\/span\s*><span class="said">did not answer/);
      assert.deepEqual(starsIn(text), []);
      assert.match(text, /Book Details/);
    });

    it("gives the API a message and 500", async () => {
      const port = await running.deadPort();
      const url = await bookinfo("v2", { ...at("details", port), ...at("reviews", port), ...at("ratings", port) });
      for (const [path, what] of [
        ["0", "details"],
        ["0/reviews", "reviews"],
        ["0/ratings", "ratings"],
      ]) {
        assert.deepEqual(await getJson(`${url}/api/v1/products/${path}`), {
          status: 500,
          type: "application/json",
          json: { error: `Sorry, product ${what} are currently unavailable for this book.` },
        });
      }
    });

    it("gives the API the service's own status where it has one", async () => {
      const { url } = await inFrontOf(503, "fault filter abort");
      for (const path of ["0", "0/reviews", "0/ratings"]) {
        assert.equal((await getJson(`${url}/api/v1/products/${path}`)).status, 503);
      }
    });

    for (const body of ["not JSON", "[]", { reviews: "none" }, { reviews: [{ text: 1 }] }]) {
      it(`is one whose reviews are ${JSON.stringify(body)}`, async () => {
        const { url } = await inFrontOf(200, body);
        assert.match((await get(`${url}/productpage`)).text, /Error fetching product reviews!/);
      });
    }

    it("is asked twice for reviews, once for all else", async () => {
      const { url, received } = await inFrontOf(500, {});
      await get(`${url}/productpage`);
      await get(`${url}/api/v1/products/0/ratings`);
      assert.deepEqual(received.map(({ path }) => path).sort(), [
        "/details/0",
        "/ratings/0",
        "/reviews/0",
        "/reviews/0",
      ]);
    });
  });

  describe("the API", () => {
    it("lists the products", async () => {
      const { status, type, json } = await getJson(`${await bookinfo("v1")}/api/v1/products`);
      assert.deepEqual([status, type], [200, "application/json"]);
      const [product, ...others] = json as { id: number; title: string; descriptionHtml: string }[];
      assert.deepEqual(others, []);
      assert.deepEqual(Object.keys(product ?? {}), ["id", "title", "descriptionHtml"]);
      assert.deepEqual([product?.id, product?.title], [0, "The Comedy of Errors"]);
    });

    it("hands on what details, reviews and ratings say", async () => {
      const url = await bookinfo("v3");
      const details = (await getJson(`${url}/api/v1/products/0`)).json as { author: string };
      const reviews = (await getJson(`${url}/api/v1/products/0/reviews`)).json as typeof REVIEWS;
      assert.equal(details.author, "William Shakespeare");
      assert.equal(reviews.podname, "reviews-v3-abc-xyz");
      assert.deepEqual(
        reviews.reviews.map(({ rating }) => rating.color),
        ["red", "red"],
      );
      assert.deepEqual(await getJson(`${url}/api/v1/products/0/ratings`), {
        status: 200,
        type: "application/json",
        json: { id: 0, ratings: { Reviewer1: 5, Reviewer2: 4 } },
      });
    });

    it("hands on the refusal of a product that is no number", async () => {
      const url = await bookinfo("v1");
      assert.equal((await getJson(`${url}/api/v1/products/abc`)).status, 400);
      assert.equal((await getJson(`${url}/api/v1/products/abc/reviews`)).status, 404);
      assert.equal((await getJson(`${url}/api/v1/products/abc/ratings`)).status, 400);
    });

    it("keeps a product's name within its segment of the services' paths", async () => {
      const { url, received } = await inFrontOf(200, {});
      await get(`${url}/api/v1/products/..%2Fhealth%3Fx`);
      assert.deepEqual(
        received.map(({ path }) => path),
        ["/details/..%2Fhealth%3Fx"],
      );
    });
  });

  describe("who asks", () => {
    const paths = ["/productpage", "/api/v1/products/0", "/api/v1/products/0/reviews", "/api/v1/products/0/ratings"];

    for (const path of paths) {
      it(`${path}: the session's user travels on as end-user, the client's own header does not`, async () => {
        const { url, received } = await inFrontOf(200, REVIEWS);
        const cookie = await cookieOf(url, "roundrobin");
        await get(`${url}${path}`, { cookie, "end-user": "mallory" });
        await get(`${url}${path}`, { "end-user": "mallory" });
        const endUsers = received.map(({ headers }) => headers["end-user"]);
        const half = endUsers.length / 2;
        assert.deepEqual(endUsers, [
          ...Array<string>(half).fill("roundrobin"),
          ...Array<undefined>(half).fill(undefined),
        ]);
      });

      it(`${path}: the caller's headers travel on`, async () => {
        const { url, received } = await inFrontOf(200, REVIEWS);
        await get(`${url}${path}`, { ...CALLER_HEADERS, "x-forwarded-for": "10.0.0.1" });
        assert.ok(received.length > 0);
        for (const { headers } of received) {
          assert.deepEqual(callerHeadersOf(headers), CALLER_HEADERS);
          assert.equal(headers["x-forwarded-for"], undefined);
        }
      });
    }

    it("signing in shows the name, escaped, and a way out", async () => {
      const url = await bookinfo("v1");
      const cookie = await cookieOf(url, `<b>"O'Brien"</b>`);
      const { text } = await get(`${url}/productpage`, { cookie });
      assert.match(text, /<span class="name">&#60;b&#62;&#34;O&#39;Brien&#34;&#60;\/b&#62;<\/span>/);
      assert.match(text, /href="\/logout"/);
      assert.doesNotMatch(text, /action="\/login"/);
    });

    it("nobody signed in sees a form to sign in with", async () => {
      const { text } = await get(`${await bookinfo("v1")}/productpage`);
      assert.match(text, /<form[^>]*method="post"[^>]*action="\/login"/);
      assert.doesNotMatch(text, /href="\/logout"/);
    });

    it("a name beyond ASCII reaches reviews as UTF-8", async () => {
      const { url, received } = await inFrontOf(200, REVIEWS);
      const cookie = await cookieOf(url, "Zoë 太郎");
      await get(`${url}/api/v1/products/0/reviews`, { cookie });
      assert.equal(Buffer.from(String(received[0]?.headers["end-user"]), "latin1").toString("utf8"), "Zoë 太郎");
    });

    it("a cookie that was tampered with signs nobody in", async () => {
      const { url, received } = await inFrontOf(200, REVIEWS);
      const cookie = await cookieOf(url, "normal");
      const forged = `session=${Buffer.from("roundrobin").toString("base64url")}.${cookie.split(".")[1]}`;
      const { text } = await get(`${url}/productpage`, { cookie: forged });
      assert.match(text, /action="\/login"/);
      assert.deepEqual(
        received.map(({ headers }) => headers["end-user"]),
        [undefined, undefined],
      );
    });

    it("a cookie signed with another key signs nobody in", async () => {
      const url = await bookinfo("v1", { SESSION_KEY: "one" });
      const other = await bookinfo("v1", { SESSION_KEY: "another" });
      const { text } = await get(`${other}/productpage`, { cookie: await cookieOf(url, "jason") });
      assert.match(text, /action="\/login"/);
    });

    it("signing in sets the session and leads to the page", async () => {
      const url = await bookinfo("v1");
      const response = await signIn(url, "jason");
      assert.equal(response.status, 302);
      assert.equal(response.headers.get("location"), "/productpage");
      assert.match(
        response.headers.getSetCookie()[0] ?? "",
        /^session=[\w-]+\.[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/,
      );
    });

    it("signing out ends the session and leads to the page", async () => {
      const { status, headers } = await get(`${await bookinfo("v1")}/logout`);
      assert.equal(status, 302);
      assert.equal(headers.get("location"), "/productpage");
      assert.match(headers.getSetCookie()[0] ?? "", /^session=; .*Max-Age=0$/);
    });

    const referers: readonly [string, (url: string) => string, string][] = [
      ["the page it came from, with its query", (url) => `${url}/productpage?u=test`, "/productpage?u=test"],
      ["the root it came from", (url) => `${url}/`, "/"],
      ["the page, not to another site", () => "http://elsewhere.example/productpage?x", "/productpage"],
      ["the page, not to another site behind two slashes", (url) => `${url}//elsewhere.example/`, "/productpage"],
      ["the page, not to itself", (url) => `${url}/login`, "/productpage"],
      ["the page when the referer is no address", () => "productpage", "/productpage"],
    ];
    for (const [title, referer, location] of referers) {
      it(`signing in leads to ${title}`, async () => {
        const url = await bookinfo("v1");
        const response = await signIn(url, "jason", { referer: referer(url) });
        assert.equal(response.headers.get("location"), location);
      });
    }

    for (const name of ["", "   ", "a\r\nb", "x".repeat(65)]) {
      it(`signing in as ${JSON.stringify(name)} is refused with a page that says why`, async () => {
        const response = await signIn(await bookinfo("v1"), name);
        assert.equal(response.status, 400);
        assert.deepEqual(response.headers.getSetCookie(), []);
        assert.match(await response.text(), /A user name has 1 to 64 characters/);
      });
    }

    it("signing in takes a POST", async () => {
      const { status, headers } = await get(`${await bookinfo("v1")}/login`);
      assert.deepEqual([status, headers.get("allow")], [405, "POST"]);
    });
  });

  it("says that it is healthy, whatever the others do", async () => {
    const { url } = await running.service("productpage");
    const { status, text } = await get(`${url}/health`);
    assert.deepEqual([status, text], [200, "Product page is healthy"]);
  });

  for (const path of ["/", "/index.html"]) {
    it(`leads from ${path} to the book`, async () => {
      const { url } = await running.service("productpage");
      const { status, text } = await get(`${url}${path}`);
      assert.equal(status, 200);
      assert.match(text, /<a class="button" href="\/productpage">/);
    });
  }

  it("counts the others' answers for Prometheus", async () => {
    const url = await bookinfo("v1", at("details", await running.deadPort()));
    await get(`${url}/productpage`);
    await get(`${url}/productpage`);
    const { headers, text } = await get(`${url}/metrics`);
    assert.match(headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
    const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    assert.deepEqual(samples.sort(), [
      'request_result_total{destination_app="details",response_code="500"} 2',
      'request_result_total{destination_app="reviews",response_code="200"} 2',
    ]);
  });

  it("has nothing elsewhere", async () => {
    const { url } = await running.service("productpage");
    assert.equal((await get(`${url}/static/../secret`)).status, 404);
    assert.equal((await get(`${url}/static/none.css`)).status, 404);
  });
});
