import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { hostname } from "node:os";

import { forwardedHeaders } from "../service/forwarded-headers";
import { jsonReply } from "../service/json-reply";
import type { Log } from "../service/log";
import type { Reply, Route, ServiceRequest } from "../service/route";
import type { Environment } from "../service/run";
import { bookPage } from "./book-page";
import { catalogue } from "./catalogue";
import type { Html } from "./html";
import { COMEDY_OF_ERRORS, PRODUCTS } from "./products";
import { homePage, refusedNamePage } from "./home-page";
import { requestResults } from "./request-results";
import { endUserHeader, expiredSessionCookie, parseUserName, sessionCookie, signedInUser } from "./session";
import { STATIC_ROUTES } from "./static-files";

/**
 * Signs the session cookie unless SESSION_KEY is set. Any password signs in as any user, so the key guards nothing that
 * signing in would not give; a fixed one lets a session outlive a restart and reach every replica.
 */
const DEFAULT_SESSION_KEY = "bookinfo";

/** The productpage service: the page that a person sees, signing in and out, and the JSON API. */
export function productpageRoutes(environment: Environment, log: Log): readonly Route[] {
  const results = requestResults();
  const { details, reviews, ratings } = catalogue(environment, log, results);
  const podname = environment["HOSTNAME"] ?? hostname();
  const key = environment["SESSION_KEY"] ?? DEFAULT_SESSION_KEY;

  /** The session's user is the only source of `end-user`: a client can't claim to be someone else. */
  const upstreamHeaders = (received: IncomingHttpHeaders): OutgoingHttpHeaders => {
    const user = signedInUser(received.cookie, key);
    return { ...forwardedHeaders(received), ...(user !== undefined && { "end-user": endUserHeader(user) }) };
  };

  const home = ({ headers }: ServiceRequest) => htmlReply(200, homePage(signedInUser(headers.cookie, key)));
  const api =
    (ask: typeof details) =>
    async ({ params, headers }: ServiceRequest) => {
      const { status, json } = await ask(params["id"] ?? "", upstreamHeaders(headers));
      return jsonReply(status, json);
    };

  return [
    { method: "GET", path: "/", handle: home },
    { method: "GET", path: "/index.html", handle: home },
    { method: "GET", path: "/health", handle: () => textReply("text/html; charset=utf-8", "Product page is healthy") },
    {
      method: "GET",
      path: "/metrics",
      handle: () => textReply("text/plain; version=0.0.4; charset=utf-8", results.text()),
    },
    ...STATIC_ROUTES,
    {
      method: "GET",
      path: "/productpage",
      handle: async ({ headers }) => {
        const product = COMEDY_OF_ERRORS;
        const sent = upstreamHeaders(headers);
        const [detailsAnswer, reviewsAnswer] = await Promise.all([
          details(String(product.id), sent),
          reviews(String(product.id), sent),
        ]);
        return htmlReply(
          200,
          bookPage({
            product,
            details: detailsAnswer,
            reviews: reviewsAnswer,
            user: signedInUser(headers.cookie, key),
            podname,
          }),
        );
      },
    },
    {
      method: "POST",
      path: "/login",
      handle: async ({ headers, readBody }) => {
        const user = parseUserName(new URLSearchParams(await readBody()).get("username"));
        if (user === undefined) return htmlReply(400, refusedNamePage());
        return redirect(cameFrom(headers), { "set-cookie": sessionCookie(user, key) });
      },
    },
    {
      method: "GET",
      path: "/logout",
      handle: ({ headers }) => redirect(cameFrom(headers), { "set-cookie": expiredSessionCookie() }),
    },
    { method: "GET", path: "/api/v1/products", handle: () => jsonReply(200, PRODUCTS) },
    { method: "GET", path: "/api/v1/products/:id", handle: api(details) },
    { method: "GET", path: "/api/v1/products/:id/reviews", handle: api(reviews) },
    { method: "GET", path: "/api/v1/products/:id/ratings", handle: api(ratings) },
  ];
}

/** The pages that signing in or out leads back to. */
const PAGES: readonly string[] = ["/", "/index.html", "/productpage"];

/** The page of this site that the browser was on, else the product page. */
function cameFrom({ referer, host }: IncomingHttpHeaders): string {
  if (referer === undefined || !URL.canParse(referer)) return "/productpage";
  const url = new URL(referer);
  return url.host === host && PAGES.includes(url.pathname) ? url.pathname + url.search : "/productpage";
}

/**
 * Nothing of a page comes from elsewhere and nothing runs in it, so that even an escape that was forgotten could do no
 * harm.
 */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function htmlReply(status: number, page: Html): Reply {
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
    body: page.text,
  };
}

function textReply(type: string, body: string): Reply {
  return { status: 200, headers: { "content-type": type }, body };
}

function redirect(location: string, headers: OutgoingHttpHeaders = {}): Reply {
  return { status: 302, headers: { location, ...headers } };
}
