import { isFields } from "../../../mesh/fields";

/** A review as the page shows it. */
export interface Review {
  readonly reviewer: string;
  readonly text: string;
  /** Absent when this version of reviews has no ratings. */
  readonly rating: Rating | undefined;
}

export type Rating =
  /** Whole stars out of MAX_STARS, in a colour by its CSS name. */
  | { readonly kind: "stars"; readonly stars: number; readonly color: string }
  | { readonly kind: "error"; readonly message: string };

/** What the reviews service says about a product. */
export interface ReviewsAnswer {
  readonly podname: string;
  /** The cluster that answered, where the service knows it. */
  readonly clustername: string | undefined;
  readonly reviews: readonly Review[];
}

export const MAX_STARS = 5;

/** Reads the JSON of the reviews service. Undefined when it is of another shape. */
export function parseReviews(json: unknown): ReviewsAnswer | undefined {
  if (!isFields(json) || !Array.isArray(json["reviews"])) return undefined;
  const reviews = json["reviews"].map(parseReview);
  if (!reviews.every((review) => review !== undefined)) return undefined;
  return { podname: textOf(json["podname"]) ?? "unknown", clustername: textOf(json["clustername"]), reviews };
}

function parseReview(json: unknown): Review | undefined {
  if (!isFields(json) || typeof json["text"] !== "string" || typeof json["reviewer"] !== "string") return undefined;
  return { text: json["text"], reviewer: json["reviewer"], rating: parseRating(json["rating"]) };
}

function parseRating(json: unknown): Rating | undefined {
  if (!isFields(json)) return undefined;
  if (typeof json["stars"] === "number") {
    const stars = Math.min(MAX_STARS, Math.max(0, Math.round(json["stars"])));
    return { kind: "stars", stars, color: textOf(json["color"]) ?? "black" };
  }
  return { kind: "error", message: textOf(json["error"]) ?? "This rating could not be read" };
}

/** A text that says something; the services write "null" for what they do not know. */
function textOf(json: unknown): string | undefined {
  return typeof json === "string" && json !== "" && json !== "null" ? json : undefined;
}

/** The version that a pod's name tells, as Deployments name them: `v2` for `reviews-v2-6dd458b5db-frrlb`. */
export function versionOf(podname: string): string | undefined {
  return /^reviews-(v\d+)-/.exec(podname)?.[1];
}

/** The average of the stars that were given, or undefined when none were. */
export function averageStars(reviews: readonly Review[]): number | undefined {
  const given = reviews.flatMap(({ rating }) => (rating?.kind === "stars" ? [rating.stars] : []));
  return given.length === 0 ? undefined : given.reduce((sum, stars) => sum + stars, 0) / given.length;
}
