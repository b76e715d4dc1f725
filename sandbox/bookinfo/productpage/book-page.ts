import { isFields } from "../../../mesh/fields";
import type { Answer } from "../service/upstream";
import { COVER, STAR_SHAPES, starsPicture } from "./artwork";
import { parseDetails, type BookDetails } from "./details-answer";
import { html, Html } from "./html";
import { journeySection } from "./journey";
import { layout } from "./layout";
import type { Product } from "./products";
import { averageStars, MAX_STARS, parseReviews, versionOf, type Review, type ReviewsAnswer } from "./reviews-answer";

/** What the page shows. */
export interface BookPage {
  readonly product: Product;
  readonly details: Answer;
  readonly reviews: Answer;
  /** Who is signed in. */
  readonly user: string | undefined;
  /** The pod that makes the page. */
  readonly podname: string;
}

/** The page about a book: what it is, its reviews and details, and which services it came from. */
export function bookPage({ product, details, reviews, user, podname }: BookPage): Html {
  const bookDetails = details.status === 200 ? parseDetails(details.json) : undefined;
  const bookReviews = reviews.status === 200 ? parseReviews(reviews.json) : undefined;
  return layout(
    "Simple Bookstore App",
    user,
    html`${STAR_SHAPES}
      <div class="hero">
        ${COVER}
        <div>
          <p class="eyebrow">Book of the day</p>
          <h1>${product.title}</h1>
          ${bookDetails?.author && html`<p class="byline">by ${bookDetails.author}</p>`}
          ${bookReviews && averageLine(bookReviews.reviews)}
          <p class="summary">${new Html(product.descriptionHtml)}</p>
        </div>
      </div>
      <div class="columns">
        <section class="reviews" id="reviews">
          ${bookReviews ? reviewsContent(bookReviews) : failureCard("reviews", reviews)}
        </section>
        <section class="details" id="details">
          ${bookDetails ? detailsContent(bookDetails) : failureCard("details", details)}
        </section>
      </div>
      ${journeySection(podname, details.status, bookReviews ?? reviews.status)}`,
  );
}

function averageLine(reviews: readonly Review[]): Html | undefined {
  const average = averageStars(reviews);
  if (average === undefined) return undefined;
  return html`<p class="average">
    <strong>${average.toFixed(1)}</strong> of ${MAX_STARS} stars in ${reviews.length} reviews
  </p>`;
}

function reviewsContent({ podname, clustername, reviews }: ReviewsAnswer): Html {
  const version = versionOf(podname);
  return html`<h2>Book Reviews</h2>
    <p class="served-by">
      Reviews served by: <code>${podname}</code>
      ${clustername && html`on cluster <code>${clustername}</code>`}
      ${version && html`<span class="version">${version}</span>`}
    </p>
    ${reviews.map(reviewCard)}`;
}

function reviewCard({ reviewer, text, rating }: Review): Html {
  return html`<div class="card review">
    <span class="avatar" aria-hidden="true">${[...reviewer][0]}${reviewer.match(/\d+$/)?.[0]}</span>
    <div>
      <p class="reviewer">${reviewer}</p>
      ${rating?.kind === "stars" ? starsPicture(rating.stars, rating.color) : undefined}
      ${rating?.kind === "error" ? html`<p class="rating-failure" role="status">${rating.message}</p>` : undefined}
    </div>
    <blockquote>${text}</blockquote>
  </div>`;
}

function detailsContent({ imprint }: BookDetails): Html {
  return html`<h2>Book Details</h2>
    <p class="aside">From the imprint</p>
    <dl class="card">
      ${imprint.map(
        ([label, value]) =>
          html`<dt>${label}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
}

/** What stands in a section's place when its service failed. */
function failureCard(service: "reviews" | "details", { status, json }: Answer): Html {
  const message = isFields(json) && typeof json["error"] === "string" ? json["error"] : undefined;
  return html`<div class="card failure" role="alert">
    <h2>Error fetching product ${service}!</h2>
    <p>${message ?? `The ${service} service sent something that is not ${service}.`}</p>
    <p class="status">The ${service} service failed with status ${status}.</p>
  </div>`;
}
