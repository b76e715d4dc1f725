import { getSetCookies, Headers, type Pool } from "undici";
import { UserError } from "./user-error";

/** How long signing in may take, in seconds. */
const SIGN_IN_TIMEOUT_SECONDS = 15;

/**
 * Signs in at productpage and gives back the session's cookies, as a Cookie header carries them. `base` is the path under which
 * productpage is, without its own `/productpage`; mostly empty.
 */
export async function signIn(gateway: Pool, base: string, user: string): Promise<string> {
  const path = `${base}/login`;
  const answer = await gateway.request({
    method: "POST",
    path,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      // Bookinfo sends the browser back to where it came from, and fails where a request does not say.
      referer: `${base}/productpage`,
    },
    body: new URLSearchParams({ username: user, passwd: "" }).toString(),
    signal: AbortSignal.timeout(SIGN_IN_TIMEOUT_SECONDS * 1000),
  });
  await answer.body.dump();
  const cookies = getSetCookies(new Headers(cookieLines(answer.headers["set-cookie"])));
  if (answer.statusCode >= 400 || cookies.length === 0) {
    throw new UserError(
      `Signing in as ${user} failed: POST ${path} answered ${answer.statusCode}` +
        `${cookies.length === 0 ? " without a session cookie" : ""}.\n` +
        "Look at the page in a browser, and at productpage's log:  kubectl logs deployment/productpage-v1",
    );
  }
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

function cookieLines(header: string | string[] | undefined): [string, string][] {
  return [header ?? []].flat().map((line) => ["set-cookie", line]);
}
