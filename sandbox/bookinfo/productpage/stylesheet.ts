/** The one stylesheet of the pages. Light only: black stars have to be black on every screen. */
export const STYLESHEET = `
:root {
  color-scheme: light;
  --paper: #faf6ef;
  --card: #ffffff;
  --ink: #211c18;
  --muted: #6b6259;
  --line: #e6ddd0;
  --accent: #14534c;
  --accent-soft: #e3efec;
  --gold: #d9b46a;
  --alarm: #9c2a1f;
  --alarm-soft: #fcefec;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --shadow: 0 1px 2px rgb(33 28 24 / 6%), 0 8px 24px rgb(33 28 24 / 6%);
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  display: flex;
  flex-direction: column;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.6 var(--sans);
}
h1, h2, p, dl, dd, blockquote, figure, ul, ol { margin: 0; padding: 0; }
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.15; letter-spacing: -0.01em; }
a { color: var(--accent); text-underline-offset: 0.2em; }
code { font-family: var(--mono); font-size: 0.875em; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--gold); outline-offset: 2px; }
.wrap { width: 100%; max-width: 70rem; margin-inline: auto; padding-inline: 1.5rem; }

.button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  min-height: 2.5rem;
  padding: 0.375rem 1.125rem;
  border: 1px solid transparent;
  border-radius: 999px;
  background: var(--accent);
  color: #fff;
  font: 600 0.9375rem/1.2 var(--sans);
  text-decoration: none;
  white-space: nowrap;
  cursor: pointer;
}
.button:hover { background: #0e3f3a; }
.button.quiet { background: transparent; border-color: var(--line); color: var(--ink); }
.button.quiet:hover { background: #f1eadf; }

.masthead { border-bottom: 1px solid var(--line); background: rgb(255 255 255 / 70%); }
.masthead .wrap { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-height: 4rem; }
.brand { display: inline-flex; align-items: center; gap: 0.625rem; color: inherit; font: 600 1.25rem var(--serif); text-decoration: none; }
.brand svg { width: 1.75rem; height: 1.75rem; }
.session { display: flex; align-items: center; gap: 0.75rem; min-width: 0; }
.user { display: inline-flex; align-items: center; gap: 0.5rem; min-width: 0; font-weight: 600; }
.user .name { overflow: hidden; max-width: 16rem; text-overflow: ellipsis; white-space: nowrap; }
.avatar {
  flex: none;
  display: inline-grid;
  place-items: center;
  width: 2.25rem;
  height: 2.25rem;
  border-radius: 50%;
  background: var(--accent-soft);
  color: var(--accent);
  font: 600 0.875rem var(--sans);
}

.sign-in {
  width: min(24rem, calc(100vw - 2rem));
  margin: auto;
  padding: 2rem;
  border: 1px solid var(--line);
  border-radius: 1rem;
  background: var(--card);
  color: inherit;
  box-shadow: 0 24px 64px rgb(33 28 24 / 24%);
}
.sign-in::backdrop { background: rgb(33 28 24 / 45%); }
.sign-in h2 { font-size: 1.5rem; }
.sign-in .hint { margin-top: 0.375rem; color: var(--muted); font-size: 0.9375rem; }
.sign-in label { display: block; margin-top: 1rem; font-weight: 600; font-size: 0.9375rem; }
.sign-in input {
  width: 100%;
  margin-top: 0.25rem;
  padding: 0.625rem 0.75rem;
  border: 1px solid #cfc4b4;
  border-radius: 0.5rem;
  background: #fff;
  color: inherit;
  font: inherit;
}
.sign-in .actions { display: flex; gap: 0.75rem; margin-top: 1.5rem; }

main { flex: 1; padding-block: 3rem 3.5rem; }
.hero { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 3rem; align-items: center; }
.cover { width: 100%; height: auto; border-radius: 0.25rem 0.5rem 0.5rem 0.25rem; filter: drop-shadow(0 18px 24px rgb(33 28 24 / 28%)); }
.eyebrow { color: var(--accent); font-weight: 600; font-size: 0.8125rem; letter-spacing: 0.1em; text-transform: uppercase; }
h1 { margin-top: 0.5rem; font-size: clamp(2.25rem, 5vw, 3.5rem); text-wrap: balance; }
.byline { margin-top: 0.75rem; color: var(--muted); font: italic 1.1875rem var(--serif); }
.average { display: flex; align-items: center; gap: 0.625rem; margin-top: 1.125rem; color: var(--muted); }
.average strong { color: var(--ink); }
.summary { max-width: 38rem; margin-top: 1.25rem; font-size: 1.125rem; }

.columns { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); gap: 2rem; margin-top: 3.5rem; align-items: start; }
section > h2 { font-size: 1.625rem; }
.card { padding: 1.5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); box-shadow: var(--shadow); }
.reviews .card, .details .card { margin-top: 1.25rem; }
.review { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.25rem 1rem; align-items: center; }
.review .reviewer { font-weight: 600; }
.review blockquote { grid-column: 1 / -1; margin-top: 0.75rem; font: 1.1875rem/1.55 var(--serif); }
.stars { display: block; width: 7.5rem; height: 1.5rem; }
.stars[data-color="black"] { color: #17130f; }
.stars[data-color="red"] { color: #d0021b; }

.served-by { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.625rem; margin-top: 0.5rem; color: var(--muted); font-size: 0.9375rem; }
.aside { margin-top: 0.5rem; color: var(--muted); font-size: 0.9375rem; }
.served-by code { color: var(--ink); }
.version { padding: 0.0625rem 0.625rem; border-radius: 999px; background: var(--accent); color: #fff; font-weight: 600; font-size: 0.8125rem; }

.details dl { display: grid; grid-template-columns: auto minmax(0, 1fr); }
.details dt, .details dd { padding-block: 0.625rem; border-top: 1px solid var(--line); }
.details dt:first-of-type, .details dd:first-of-type { border-top: 0; padding-top: 0; }
.details dt:last-of-type, .details dd:last-of-type { padding-bottom: 0; }
.details dt { padding-right: 1.5rem; color: var(--muted); }
.details dd { text-align: right; font-weight: 600; overflow-wrap: anywhere; }

.failure { border-color: #eccac3; background: var(--alarm-soft); box-shadow: none; }
.failure h2 { color: var(--alarm); font-size: 1.25rem; }
.failure p { margin-top: 0.5rem; }
.failure .status { color: var(--muted); font-size: 0.9375rem; }
.rating-failure { color: var(--alarm); font-size: 0.9375rem; }

.journey { margin-top: 3.5rem; padding-top: 2rem; border-top: 1px solid var(--line); }
.journey .title { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.25rem 1rem; }
.journey h2 { font-size: 1.25rem; }
.hops { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem 3rem; margin-top: 1.25rem; }
.hop { position: relative; padding: 0.75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 0.625rem; background: var(--card); font-size: 0.875rem; }
.hop .name { display: block; font-weight: 600; font-size: 1rem; }
.hop .said { color: var(--muted); overflow-wrap: anywhere; }
.hop.failed { border-left-color: var(--alarm); }
.hop.failed .said { color: var(--alarm); }
.hop.unused { border-left-color: #cfc4b4; border-style: dashed; border-left-style: solid; background: transparent; }
.hop + .hop::before { content: "\\2192"; position: absolute; left: -3rem; top: 50%; width: 2.875rem; color: var(--muted); font-size: 1.25rem; line-height: 0; text-align: center; }
.hop.productpage { grid-row: 1; grid-column: 1; }
.hop.reviews { grid-row: 1; grid-column: 2; }
.hop.ratings { grid-row: 1; grid-column: 3; }
.hop.details { grid-row: 2; grid-column: 2; }
.hop.details::before { content: "\\21b3"; }

.lead { max-width: 38rem; margin-top: 1rem; font-size: 1.125rem; }
.lead + .button { margin-top: 1.5rem; }

.colophon { border-top: 1px solid var(--line); color: var(--muted); font-size: 0.875rem; }
.colophon .wrap { padding-block: 1.25rem; }

@media (max-width: 48rem) {
  .wrap { padding-inline: 1.125rem; }
  main { padding-block: 2rem 2.5rem; }
  .hero { grid-template-columns: minmax(0, 1fr); gap: 1.75rem; }
  .cover { width: 11rem; margin-inline: auto; display: block; }
  .columns { grid-template-columns: minmax(0, 1fr); gap: 2.5rem; margin-top: 2.5rem; }
  .brand { font-size: 1.125rem; }
  .session .avatar { display: none; }
  .session .button { padding-inline: 0.875rem; }
  .user .name { max-width: 9rem; font-size: 0.875rem; }
  .hops { display: flex; flex-direction: column; gap: 0.625rem; }
  .hop.reviews, .hop.details { margin-left: 1.75rem; }
  .hop.ratings { margin-left: 3.5rem; }
  .hop + .hop::before { content: "\\21b3"; left: -1.75rem; width: 1.5rem; }
}
`;
