import { createHash } from "node:crypto";

import type { Reply, Route } from "../service/route";
import { LOGO } from "./artwork";
import { STYLESHEET } from "./stylesheet";

const FILES = {
  "/static/bookinfo.css": { type: "text/css; charset=utf-8", body: STYLESHEET },
  "/static/icon.svg": { type: "image/svg+xml", body: LOGO.text },
} as const;

/**
 * Where a page finds a static file. Another content has another address, so no browser shows a new page in an old
 * dress.
 */
export function staticUrl(path: keyof typeof FILES): string {
  return `${path}?${createHash("sha256").update(FILES[path].body).digest("hex").slice(0, 8)}`;
}

/** The files that pages refer to. */
export const STATIC_ROUTES: readonly Route[] = Object.entries(FILES).map(([path, { type, body }]) => {
  const reply: Reply = {
    status: 200,
    headers: { "content-type": type, "cache-control": "public, max-age=86400", "x-content-type-options": "nosniff" },
    body,
  };
  return { method: "GET", path, handle: () => reply };
});
