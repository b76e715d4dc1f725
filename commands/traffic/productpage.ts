import { ENTRANCE } from "../../mesh/traffic/entrance";

/**
 * What productpage does with a request from outside: which addresses lead to a call of which service, and what of the
 * request travels on with that call (istio/istio, samples/bookinfo/src/productpage/productpage.py). All that can be
 * known about a service from outside goes through here.
 */

/** The labels of productpage's pods that a rule can count on when it asks for the caller's (bookinfo.yaml). */
export const CALLER_LABELS: Readonly<Record<string, string>> = { app: "productpage", version: "v1" };

/** How long productpage waits for each call of a service, in seconds. */
const CALL_TIMEOUT_SECONDS = 3;

/** What productpage answers with when a call got no answer at all. */
export const NO_ANSWER_STATUS = 500;

/** The header that carries the signed-in user; productpage sets it from its session, a client's own is dropped. */
export const USER_HEADER = "end-user";

/** How one of the services is called for a client. `product` is a book's number, which the client chooses. */
export interface ServiceCall {
  /** Who calls it: the gateway passes on the client's request itself, productpage makes one of its own. */
  readonly by: "gateway" | "productpage";
  /** The path at the gateway that makes productpage call the service once, and hand on its answer as JSON. */
  readonly publicPath: (product: number) => string;
  /** The path of the call. */
  readonly uri: (product: number) => string;
  readonly method: "GET";
  /** How many times it is called before the caller gives up on an answer other than 200. */
  readonly tries: number;
  /** How long the caller waits for each answer, in seconds. */
  readonly waits: number;
}

/** Paths of productpage itself that anybody may ask for. */
const page = (product: number) => (product === 0 ? "/productpage" : `/api/v1/products/${product}`);

/** What each service is called with on behalf of a client. */
export const SERVICE_CALLS: Readonly<Record<string, ServiceCall>> = {
  [ENTRANCE]: { by: "gateway", publicPath: page, uri: page, method: "GET", tries: 1, waits: Infinity },
  details: {
    by: "productpage",
    publicPath: (product) => `/api/v1/products/${product}`,
    uri: (product) => `/details/${product}`,
    method: "GET",
    tries: 1,
    waits: CALL_TIMEOUT_SECONDS,
  },
  reviews: {
    by: "productpage",
    publicPath: (product) => `/api/v1/products/${product}/reviews`,
    uri: (product) => `/reviews/${product}`,
    method: "GET",
    tries: 2,
    waits: CALL_TIMEOUT_SECONDS,
  },
  ratings: {
    by: "productpage",
    publicPath: (product) => `/api/v1/products/${product}/ratings`,
    uri: (product) => `/ratings/${product}`,
    method: "GET",
    tries: 1,
    waits: CALL_TIMEOUT_SECONDS,
  },
};
