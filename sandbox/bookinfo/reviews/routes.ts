import { type OutgoingHttpHeaders } from "node:http";
import { hostname } from "node:os";

import { isFields } from "../../../mesh/fields";
import { forwardedHeaders } from "../service/forwarded-headers";
import { jsonReply } from "../service/json-reply";
import type { Log } from "../service/log";
import { parseProductId } from "../service/product-id";
import type { Route } from "../service/route";
import type { Environment } from "../service/run";
import { getJson, serviceUrl } from "../service/upstream";

/** What tells the versions of reviews apart: the colour of their stars, or "none" for reviews without ratings. */
type Stars = { readonly kind: "none" } | { readonly kind: "rated"; readonly color: string };

/**
 * Which stars this instance shows. ENABLE_RATINGS and STAR_COLOR decide, as in the original service; where they are not
 * set SERVICE_VERSION does: v2 black, v3 red, any other none.
 */
function starsFor(environment: Environment): Stars {
  const version = environment["SERVICE_VERSION"];
  const enabled = environment["ENABLE_RATINGS"]?.toLowerCase() ?? String(version === "v2" || version === "v3");
  if (enabled !== "true") return { kind: "none" };
  return { kind: "rated", color: environment["STAR_COLOR"] ?? (version === "v3" ? "red" : "black") };
}

const REVIEWS = [
  {
    reviewer: "Reviewer1",
    text: "Two pairs of twins, one busy market town, and not a dull minute between them. I laughed out loud on the train.",
  },
  {
    reviewer: "Reviewer2",
    text: "Great fun from the first mix-up to the last. Just don’t come looking for the depth of the later plays.",
  },
] as const;

/** The reviews service: two reviews of any product, with the stars that ratings gives to their authors (v2 and v3). */
export function reviewsRoutes(environment: Environment, log: Log): readonly Route[] {
  const stars = starsFor(environment);
  const ratingsUrl = serviceUrl("ratings", environment);
  // The original writes Java's null into its JSON text, and pages test for that text.
  const clustername = environment["CLUSTER_NAME"] ?? "null";
  const podname = environment["HOSTNAME"] ?? hostname();

  return [
    { method: "GET", path: "/health", handle: () => jsonReply(200, { status: "Reviews is healthy" }) },
    {
      method: "GET",
      path: "/reviews/:id",
      handle: async ({ params, headers }) => {
        const id = parseProductId(params["id"]);
        if (id === undefined) return jsonReply(404, { error: "there are reviews for numeric product ids only" });
        if (stars.kind === "none") return jsonReply(200, { id: String(id), podname, clustername, reviews: REVIEWS });

        const endUser = headers["end-user"];
        const ratings = await fetchRatings(
          `${ratingsUrl}/ratings/${id}`,
          { ...forwardedHeaders(headers), ...(endUser !== undefined && { "end-user": endUser }) },
          stars,
          log,
        );
        const reviews = REVIEWS.map((review) => ({
          ...review,
          rating: ratingOf(ratings, review.reviewer, stars.color),
        }));
        return jsonReply(200, { id: String(id), podname, clustername, reviews });
      },
    },
  ];
}

/** Stars by reviewer, or undefined when the ratings service does not give them. */
async function fetchRatings(
  url: string,
  headers: OutgoingHttpHeaders,
  stars: Stars & { kind: "rated" },
  log: Log,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const { status, json } = await getJson(url, headers, ratingsTimeoutMs(stars));
    if (status === 200 && isFields(json) && isFields(json["ratings"])) return json["ratings"];
    log({ message: "ratings did not answer as expected", url, status });
  } catch (error) {
    log({ message: "ratings could not be reached", url, error: String(error) });
  }
  return undefined;
}

/**
 * The black-starred version waits far longer than productpage does for reviews; Istio's fault-injection task shows just
 * that.
 */
function ratingsTimeoutMs(stars: Stars & { kind: "rated" }): number {
  return stars.color === "black" ? 10_000 : 2_500;
}

function ratingOf(ratings: Readonly<Record<string, unknown>> | undefined, reviewer: string, color: string) {
  const stars = ratings?.[reviewer];
  return typeof stars === "number" ? { stars, color } : { error: "Ratings service is currently unavailable" };
}
