import { getSetCookies, Headers, type Pool } from "undici";
import { UserError } from "../terminal/user-error";
import { connectionFailure } from "./sampler";

/** How long signing in may take, in seconds. */
const SIGN_IN_TIMEOUT_SECONDS = 15;

/**
 * Signs in at productpage and gives back the session's cookies, as a Cookie header carries them. `base` is the path
 * under which productpage is, without its own `/productpage`; mostly empty.
 */
export async function signIn(gateway: Pool, base: string, user: string): Promise<string> {
  const path = `${base}/login`;
  const { status, cookies } = await postName(gateway, path, `${base}/productpage`, user).catch((error: unknown) => {
    throw failure(user, path, `got no answer (${connectionFailure(error, SIGN_IN_TIMEOUT_SECONDS)})`);
  });
  if (status >= 400 || cookies.length === 0) {
    throw failure(user, path, `answered ${status}${cookies.length === 0 ? " without a session cookie" : ""}`);
  }
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

async function postName(gateway: Pool, path: string, page: string, user: string) {
  const { statusCode, headers, body } = await gateway.request({
    method: "POST",
    path,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      // Bookinfo sends the browser back to where it came from, and fails where a request does not say.
      referer: page,
    },
    body: new URLSearchParams({ username: user, passwd: "" }).toString(),
    signal: AbortSignal.timeout(SIGN_IN_TIMEOUT_SECONDS * 1000),
  });
  await body.dump();
  return { status: statusCode, cookies: getSetCookies(new Headers(cookieLines(headers["set-cookie"]))) };
}

function failure(user: string, path: string, what: string): UserError {
  return new UserError(
    `Signing in as ${user} failed: POST ${path} ${what}.\n` +
      "Look at the page in a browser, and at productpage's log:  kubectl logs deployment/productpage-v1",
  );
}

function cookieLines(header: string | string[] | undefined): [string, string][] {
  return [header ?? []].flat().map((line) => ["set-cookie", line]);
}
