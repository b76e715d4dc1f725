import type { OutgoingHttpHeaders } from "node:http";

import type { Log } from "../service/log";
import type { Environment } from "../service/run";
import { getJson, serviceUrl, type Answer } from "../service/upstream";
import type { RequestResults } from "./request-results";

/** How long productpage waits for one answer of another service, in milliseconds (as the original). */
const TIMEOUT_MS = 3_000;

/** What the services behind the page know about a product; `productId` is whatever the client wrote. */
export interface Catalogue {
  readonly details: (productId: string, headers: OutgoingHttpHeaders) => Promise<Answer>;
  readonly reviews: (productId: string, headers: OutgoingHttpHeaders) => Promise<Answer>;
  readonly ratings: (productId: string, headers: OutgoingHttpHeaders) => Promise<Answer>;
}

/**
 * The catalogue behind the services' addresses. It never rejects: a service that fails is an answer with the service's
 * status (500 when it can't be reached in time) and a message for the reader. Reviews get a second attempt, as in the
 * original.
 */
export function catalogue(environment: Environment, log: Log, results: RequestResults): Catalogue {
  const ask = (service: "details" | "reviews" | "ratings", attempts: number) => {
    const base = `${serviceUrl(service, environment)}/${service}`;
    const apology = { error: `Sorry, product ${service} are currently unavailable for this book.` };

    return async (productId: string, headers: OutgoingHttpHeaders): Promise<Answer> => {
      const url = `${base}/${encodeURIComponent(productId)}`;
      let status = 500;
      for (let attempt = 1; attempt <= attempts; attempt++) {
        try {
          const answer = await getJson(url, headers, TIMEOUT_MS);
          if (answer.status === 200 && answer.json !== undefined) {
            results.count(service, 200);
            return answer;
          }
          log({ message: `${service} did not answer as expected`, url, attempt, status: answer.status });
          status = answer.status >= 400 ? answer.status : 500;
        } catch (error) {
          log({ message: `${service} could not be reached`, url, attempt, error: String(error) });
          status = 500;
        }
      }
      results.count(service, status);
      return { status, json: apology };
    };
  };
  return { details: ask("details", 1), reviews: ask("reviews", 2), ratings: ask("ratings", 1) };
}
