/**
 * What productpage does with a request from outside: which addresses lead to a call of which service, and what of the
 * request travels on with that call (istio/istio, samples/bookinfo/src/productpage/productpage.py). All that can be
 * known about a service from outside goes through here.
 */

/** The labels of productpage's pods that a rule can count on when it asks for the caller's (bookinfo.yaml). */
export const CALLER_LABELS: Readonly<Record<string, string>> = { app: "productpage", version: "v1" };

/** How long productpage waits for each call of a service, in seconds. */
export const CALL_TIMEOUT_SECONDS = 3;

/** What productpage answers with when a call got no answer at all. */
export const NO_ANSWER_STATUS = 500;

/** The header that carries the signed-in user; productpage sets it from its session, a client's own is dropped. */
export const USER_HEADER = "end-user";

/** How productpage calls one of the services. `product` is a book's number, which the client chooses. */
export interface ServiceCall {
  /** The path at the gateway that makes productpage call the service once, and hand on its answer as JSON. */
  readonly publicPath: (product: number) => string;
  /** The path of the call. */
  readonly uri: (product: number) => string;
  readonly method: "GET";
  /** How many times productpage calls before it gives up on an answer other than 200. */
  readonly tries: number;
}

/** The services that productpage calls on behalf of a client. */
export const SERVICE_CALLS: Readonly<Record<string, ServiceCall>> = {
  details: {
    publicPath: (product) => `/api/v1/products/${product}`,
    uri: (product) => `/details/${product}`,
    method: "GET",
    tries: 1,
  },
  reviews: {
    publicPath: (product) => `/api/v1/products/${product}/reviews`,
    uri: (product) => `/reviews/${product}`,
    method: "GET",
    tries: 2,
  },
  ratings: {
    publicPath: (product) => `/api/v1/products/${product}/ratings`,
    uri: (product) => `/ratings/${product}`,
    method: "GET",
    tries: 1,
  },
};
