import { COVER } from "./artwork";
import { html, type Html } from "./html";
import { layout } from "./layout";

/** The page at the site's root: the way to the book, for the signed-in `user` or anyone. */
export function homePage(user: string | undefined): Html {
  return layout(
    "Simple Bookstore App",
    user,
    html`<div class="hero">
      ${COVER}
      <div>
        <p class="eyebrow">Bookinfo</p>
        <h1>A bookshop with one book</h1>
        <p class="lead">
          Its page is put together by <code>productpage</code> from what <code>details</code> and
          <code>reviews</code> know; reviews get their stars from <code>ratings</code>. There are three versions of
          reviews: without stars, with black ones and with red ones.
        </p>
        <a class="button" href="/productpage">See the book</a>
      </div>
    </div>`,
  );
}

/** The answer to a name that nobody can sign in with. */
export function refusedNamePage(): Html {
  return layout(
    "Sign in",
    undefined,
    html`<div class="card failure" role="alert">
        <h2>That user name can’t be used</h2>
        <p>A user name has 1 to 64 characters and is one line.</p>
      </div>
      <p class="lead">Nobody was signed in.</p>
      <a class="button" href="/productpage">Back to the book</a>`,
  );
}
