import { html, type Html } from "./html";
import { versionOf, type ReviewsAnswer } from "./reviews-answer";

/** How a service took part in a page. */
interface Hop {
  readonly service: string;
  readonly state: "answered" | "failed" | "unused";
  readonly said: string;
}

/** Which services a page came from: those that answered, those that failed and the one that was not needed. */
export function journeySection(podname: string, detailsStatus: number, reviews: ReviewsAnswer | number): Html {
  return html`<section class="journey" id="journey">
    <div class="title">
      <h2>How this page came together</h2>
      <a href="/productpage">Ask again</a>
    </div>
    <div class="hops">
      ${hopCard({ service: "productpage", state: "answered", said: podname })} ${hopCard(reviewsHop(reviews))}
      ${hopCard(ratingsHop(reviews))} ${hopCard(detailsHop(detailsStatus))}
    </div>
  </section>`;
}

function hopCard({ service, state, said }: Hop): Html {
  return html`<p class="hop ${service} ${state}">
    <span class="name">${service}</span><span class="said">${said}</span>
  </p>`;
}

function detailsHop(status: number): Hop {
  return status === 200
    ? { service: "details", state: "answered", said: "answered" }
    : { service: "details", state: "failed", said: `failed with ${status}` };
}

function reviewsHop(reviews: ReviewsAnswer | number): Hop {
  if (typeof reviews === "number") return { service: "reviews", state: "failed", said: `failed with ${reviews}` };
  return { service: "reviews", state: "answered", said: versionOf(reviews.podname) ?? reviews.podname };
}

function ratingsHop(reviews: ReviewsAnswer | number): Hop {
  const hop = (state: Hop["state"], said: string): Hop => ({ service: "ratings", state, said });
  if (typeof reviews === "number") return hop("unused", "only reviews could tell");
  const kinds = new Set(reviews.reviews.map(({ rating }) => rating?.kind));
  if (kinds.has("error")) return hop("failed", "did not answer");
  return kinds.has("stars") ? hop("answered", "answered") : hop("unused", "not asked: this version shows no stars");
}
