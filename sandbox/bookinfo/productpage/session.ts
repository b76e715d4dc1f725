import { createHmac, timingSafeEqual } from "node:crypto";

/** The cookie that says who is signed in. */
const SESSION_COOKIE = "session";

/** The longest user name, in UTF-16 units, as HTML's maxlength counts. */
export const MAX_USER_LENGTH = 64;

/**
 * The name that a person signs in with, without the spaces around it. Undefined for a name that is empty, longer than
 * 64 characters or contains control characters: it could not travel on as a header.
 */
export function parseUserName(given: string | null): string | undefined {
  const user = given?.trim() ?? "";
  return user === "" || user.length > MAX_USER_LENGTH || /\p{Cc}/u.test(user) ? undefined : user;
}

/** The Set-Cookie value that signs `user` in until the browser is closed. `key` makes it unforgeable. */
export function sessionCookie(user: string, key: string): string {
  const payload = Buffer.from(user, "utf8").toString("base64url");
  return `${SESSION_COOKIE}=${payload}.${signature(payload, key)}; Path=/; HttpOnly; SameSite=Lax`;
}

/** The Set-Cookie value that signs out. */
export function expiredSessionCookie(): string {
  return `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
}

/**
 * Who a request's Cookie header says is signed in; undefined when nobody is or the cookie was not signed with `key`.
 */
export function signedInUser(cookieHeader: string | undefined, key: string): string | undefined {
  for (const cookie of cookieHeader?.split(";") ?? []) {
    const [name, value] = splitOnce(cookie.trim(), "=");
    if (name !== SESSION_COOKIE || value === undefined) continue;
    const [payload, signed] = splitOnce(value, ".");
    if (signed !== undefined && isEqual(signed, signature(payload, key))) {
      return Buffer.from(payload, "base64url").toString("utf8");
    }
  }
  return undefined;
}

/** `user` as a header's value: its UTF-8 bytes, one per character, which is how node:http writes a header's text. */
export function endUserHeader(user: string): string {
  return Buffer.from(user, "utf8").toString("latin1");
}

function signature(payload: string, key: string): string {
  return createHmac("sha256", key).update(`${SESSION_COOKIE}:${payload}`).digest("base64url");
}

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
