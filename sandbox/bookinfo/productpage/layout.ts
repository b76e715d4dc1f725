import { LOGO } from "./artwork";
import { html, type Html } from "./html";
import { MAX_USER_LENGTH } from "./session";
import { staticUrl } from "./static-files";

const STYLESHEET_URL = staticUrl("/static/bookinfo.css");
const ICON_URL = staticUrl("/static/icon.svg");

/** A whole page: `content` between the shop's sign, with who is signed in, and the last line. */
export function layout(title: string, user: string | undefined, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${ICON_URL}" />
        <link rel="stylesheet" href="${STYLESHEET_URL}" />
      </head>
      <body>
        <header class="masthead">
          <div class="wrap">
            <a class="brand" href="/productpage">${LOGO} Bookinfo</a>
            ${user === undefined ? SIGN_IN : signedIn(user)}
          </div>
        </header>
        <main class="wrap">${content}</main>
        <footer class="colophon">
          <p class="wrap">Four small services, one page: productpage, details, reviews and ratings.</p>
        </footer>
      </body>
    </html>`;
}

/** The form opens as a popover, which takes no script. */
const SIGN_IN = html`<div class="session">
  <button type="button" class="button" popovertarget="sign-in">Sign in</button>
  <form id="sign-in" class="sign-in" popover method="post" action="/login" aria-labelledby="sign-in-title">
    <h2 id="sign-in-title">Sign in</h2>
    <p class="hint">Any name and any password will do.</p>
    <label>
      User name
      <input name="username" required maxlength="${MAX_USER_LENGTH}" autocomplete="username" autofocus />
    </label>
    <label>
      Password
      <input name="passwd" type="password" autocomplete="current-password" />
    </label>
    <div class="actions">
      <button class="button">Sign in</button>
      <button type="button" class="button quiet" popovertarget="sign-in" popovertargetaction="hide">Cancel</button>
    </div>
  </form>
</div>`;

function signedIn(user: string): Html {
  return html`<div class="session">
    <span class="user" title="Signed in as ${user}">
      <span class="avatar" aria-hidden="true">${[...user][0]?.toUpperCase()}</span>
      <span class="name">${user}</span>
    </span>
    <a class="button quiet" href="/logout">Sign out</a>
  </div>`;
}
