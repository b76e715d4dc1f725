import { html, type Html } from "./html";
import { MAX_STARS } from "./reviews-answer";

/** The shop's sign: an open book. Also the icon of the browser's tab. */
export const LOGO = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="8" fill="#14534c" />
  <path d="M16 10.5C13.5 8.6 10 8 6.5 8v14c3.5 0 7 .6 9.5 2.5z" fill="#faf6ef" />
  <path d="M16 10.5C18.5 8.6 22 8 25.5 8v14c-3.5 0-7 .6-9.5 2.5z" fill="#d9b46a" />
</svg>`;

/** The shapes that stars refer to; has to stand once in a page that shows stars. */
export const STAR_SHAPES = html`<svg width="0" height="0" aria-hidden="true" focusable="false">
  <symbol id="star" viewBox="0 0 24 24">
    <path
      d="M12 2.6l2.9 5.9 6.5.95-4.7 4.58 1.11 6.47L12 17.45 6.19 20.5l1.11-6.47L2.6 9.45l6.5-.95z"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linejoin="round"
    />
  </symbol>
</svg>`;

/** `stars` of MAX_STARS in a colour by its CSS name. */
export function starsPicture(stars: number, color: string): Html {
  const positions = Array.from({ length: MAX_STARS }, (_, index) => index);
  return html`<svg
    class="stars"
    data-stars="${stars}"
    data-color="${color}"
    color="${color}"
    viewBox="0 0 ${24 * MAX_STARS} 24"
    role="img"
    aria-label="${stars} out of ${MAX_STARS} stars, ${color}"
  >
    ${positions.map(
      (index) =>
        html`<use
          href="#star"
          x="${24 * index}"
          width="24"
          height="24"
          fill="${index < stars ? "currentColor" : "none"}"
        />`,
    )}
  </svg>`;
}

/** The book's cover: two of everything, and one sea between them. */
export const COVER = html`<svg
  class="cover"
  viewBox="0 0 240 340"
  role="img"
  aria-label="Cover of The Comedy of Errors"
>
  <defs>
    <linearGradient id="cloth" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#1b6a61" />
      <stop offset="1" stop-color="#0c3833" />
    </linearGradient>
    <clipPath id="frame"><rect x="30" y="124" width="180" height="132" rx="3" /></clipPath>
  </defs>
  <rect width="240" height="340" fill="url(#cloth)" />
  <rect width="12" height="340" fill="#000" opacity="0.22" />
  <rect x="12" width="1.5" height="340" fill="#fff" opacity="0.16" />
  <rect x="24" y="16" width="200" height="308" rx="3" fill="none" stroke="#d9b46a" stroke-width="1.5" />
  <rect x="29" y="21" width="190" height="298" rx="2" fill="none" stroke="#d9b46a" stroke-width="0.6" />
  <g fill="#f6e7c6" font-family="Palatino, Georgia, serif" text-anchor="middle">
    <text x="124" y="58" font-size="15" font-style="italic">The</text>
    <text x="124" y="84" font-size="25" letter-spacing="2">COMEDY</text>
    <text x="124" y="108" font-size="17" letter-spacing="1">of ERRORS</text>
    <text x="124" y="300" font-size="11.5" letter-spacing="1.2">WILLIAM SHAKESPEARE</text>
  </g>
  <g clip-path="url(#frame)" transform="translate(4 0)">
    <g stroke="#0c3833" stroke-width="2.5">
      <circle cx="90" cy="176" r="34" fill="#d9b46a" />
      <circle cx="150" cy="176" r="34" fill="#f6e7c6" />
    </g>
    <path d="M120 160a34 34 0 0 1 0 32a34 34 0 0 1 0-32z" fill="#b8483a" />
    <g fill="none" stroke="#0c3833" stroke-width="3" stroke-linecap="round">
      <path d="M72 172q5-7 10 0M96 172q5-7 10 0M76 185q13 13 26 0" />
      <path d="M134 172q5-7 10 0M158 172q5-7 10 0M138 185q13 13 26 0" />
    </g>
    <g fill="none" stroke="#d9b46a" stroke-width="2.5">
      <path d="M20 228q12.5-12 25 0t25 0 25 0 25 0 25 0 25 0 25 0 25 0" />
      <path d="M8 240q12.5-12 25 0t25 0 25 0 25 0 25 0 25 0 25 0 25 0" opacity="0.7" />
      <path d="M20 252q12.5-12 25 0t25 0 25 0 25 0 25 0 25 0 25 0 25 0" opacity="0.4" />
    </g>
  </g>
</svg>`;
