import assert from "node:assert/strict";

import fc from "fast-check";

import {
  endUserHeader,
  expiredSessionCookie,
  parseUserName,
  sessionCookie,
  signedInUser,
} from "../../../sandbox/bookinfo/productpage/session";

const KEY = "a key";

/** The `name=value` that a browser sends back for a Set-Cookie value. */
const sentBack = (setCookie: string) => setCookie.split(";", 1)[0] ?? "";

const userName = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((user) => parseUserName(user) === user);

describe("session", () => {
  it("knows again whom it signed in, whatever the name", () => {
    fc.assert(fc.property(userName, (user) => signedInUser(sentBack(sessionCookie(user, KEY)), KEY) === user));
  });

  it("finds its cookie among others", () => {
    const cookie = `theme=dark; ${sentBack(sessionCookie("jason", KEY))}; session2=x; flag`;
    assert.equal(signedInUser(cookie, KEY), "jason");
  });

  it("refuses a cookie of which any one character was changed", () => {
    fc.assert(
      fc.property(userName, fc.nat(), fc.constantFrom("A", "b", "9", "-", "_", "."), (user, position, character) => {
        const cookie = sentBack(sessionCookie(user, KEY));
        const start = "session=".length;
        const at = start + (position % (cookie.length - start));
        const changed = cookie.slice(0, at) + character + cookie.slice(at + 1);
        fc.pre(changed !== cookie);
        assert.equal(signedInUser(changed, KEY), undefined);
      }),
    );
  });

  it("refuses one user's signature under another user's name", () => {
    fc.assert(
      fc.property(userName, userName, (user, other) => {
        fc.pre(user !== other);
        const signature = sentBack(sessionCookie(user, KEY)).split(".")[1];
        const forged = `session=${Buffer.from(other).toString("base64url")}.${signature}`;
        assert.equal(signedInUser(forged, KEY), undefined);
      }),
    );
  });

  it("refuses a cookie signed with another key", () => {
    assert.equal(signedInUser(sentBack(sessionCookie("jason", "another key")), KEY), undefined);
  });

  for (const cookie of [
    undefined,
    "",
    "session",
    "session=",
    "session=.",
    "session=jason",
    "Session=jason.x",
    "=;=;",
  ]) {
    it(`signs nobody in for the cookie header ${cookie ?? "(none)"}`, () => {
      assert.equal(signedInUser(cookie, KEY), undefined);
    });
  }

  it("keeps its cookie from scripts and from other sites' forms", () => {
    assert.match(sessionCookie("jason", KEY), /; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.match(expiredSessionCookie(), /^session=; .*Max-Age=0$/);
  });

  it("takes the spaces around a name away", () => {
    assert.equal(parseUserName("  jason "), "jason");
  });

  for (const name of [null, "", "   ", "a\r\nend-user: b", "tab\there", "x".repeat(65)]) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      assert.equal(parseUserName(name), undefined);
    });
  }

  it("makes a header of any name that holds the name's UTF-8", () => {
    fc.assert(
      fc.property(userName, (user) => {
        const header = endUserHeader(user);
        assert.doesNotThrow(() => new Headers({ "end-user": header }));
        assert.equal(Buffer.from(header, "latin1").toString("utf8"), user);
      }),
    );
  });
});
