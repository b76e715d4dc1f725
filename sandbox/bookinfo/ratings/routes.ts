import { setTimeout as sleep } from "node:timers/promises";

import { isFields } from "../../../mesh/fields";
import { parseJson } from "../service/json";
import { jsonReply } from "../service/json-reply";
import { parseProductId } from "../service/product-id";
import type { Route } from "../service/route";
import type { Environment } from "../service/run";
import { behaviourOf } from "./behaviour";

type Ratings = Readonly<Record<string, number>>;

const DEFAULT_RATINGS: Ratings = { Reviewer1: 5, Reviewer2: 4 };

/**
 * The ratings service: stars by reviewer for each product, in memory. POST replaces a product's ratings until the
 * process ends. SERVICE_VERSION picks how it behaves (see behaviour.ts).
 */
export function ratingsRoutes(environment: Environment): readonly Route[] {
  const behaviour = behaviourOf(environment["SERVICE_VERSION"]);
  const started = performance.now();
  const treatment = () => behaviour(performance.now() - started, Math.random());
  const posted = new Map<number, Ratings>();
  const ratingsOf = (id: number) => ({ id, ratings: posted.get(id) ?? DEFAULT_RATINGS });

  return [
    {
      method: "GET",
      path: "/health",
      handle: () =>
        treatment().healthy
          ? jsonReply(200, { status: "Ratings is healthy" })
          : jsonReply(500, { status: "Ratings is not healthy" }),
    },
    {
      method: "GET",
      path: "/ratings/:id",
      handle: async ({ params }) => {
        const id = parseProductId(params["id"]);
        if (id === undefined) return NOT_A_PRODUCT;
        const { unavailable, delayMs } = treatment();
        if (unavailable) return jsonReply(503, { error: "Service unavailable" });
        if (delayMs > 0) await sleep(delayMs);
        return jsonReply(200, ratingsOf(id));
      },
    },
    {
      method: "POST",
      path: "/ratings/:id",
      handle: async ({ params, readBody }) => {
        const id = parseProductId(params["id"]);
        if (id === undefined) return NOT_A_PRODUCT;
        const ratings = parseRatings(await readBody());
        if (ratings === undefined) return jsonReply(400, { error: "please provide valid ratings JSON" });
        posted.set(id, ratings);
        return jsonReply(200, ratingsOf(id));
      },
    },
  ];
}

const NOT_A_PRODUCT = jsonReply(400, { error: "please provide numeric product ID" });

/** The ratings in a JSON object of numbers by reviewer, or undefined for any other text. */
function parseRatings(text: string): Ratings | undefined {
  const json = parseJson(text);
  if (!isFields(json)) return undefined;
  return Object.values(json).every((stars) => typeof stars === "number") ? (json as Ratings) : undefined;
}
