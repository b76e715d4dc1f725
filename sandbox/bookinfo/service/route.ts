import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** A request as a handler sees it. */
export interface ServiceRequest {
  readonly headers: IncomingHttpHeaders;
  /** The path's variable segments by name, decoded: `/details/:id` asked for as `/details/7` has `{ id: "7" }`. */
  readonly params: Readonly<Record<string, string>>;
  /** Reads the whole body as UTF-8. Rejects with BodyTooLargeError above 64 KiB. */
  readonly readBody: () => Promise<string>;
}

/** What a handler answers with; `content-length` follows from the body. */
export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export type Handler = (request: ServiceRequest) => Reply | Promise<Reply>;

/** Which handler answers a method on a path. A segment that starts with a colon stands for any one segment. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly handle: Handler;
}

/** What the routes say about a method and a path. */
export type RouteMatch =
  | { readonly kind: "found"; readonly handle: Handler; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: "wrong-method"; readonly allowed: readonly string[] }
  | { readonly kind: "not-found" };

/**
 * Finds the first route for `method` and `path` (a URL's path, without a query). HEAD is answered as GET is.
 * A segment that is no valid percent-encoding matches nothing.
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const onPath = routes.flatMap((route) => {
    const params = matchPath(route.path, path);
    return params === undefined ? [] : [{ route, params }];
  });
  const wanted = method === "HEAD" ? "GET" : method;
  const hit = onPath.find(({ route }) => route.method === wanted);
  if (hit !== undefined) return { kind: "found", handle: hit.route.handle, params: hit.params };
  if (onPath.length === 0) return { kind: "not-found" };
  return {
    kind: "wrong-method",
    allowed: onPath.flatMap(({ route }) => (route.method === "GET" ? ["GET", "HEAD"] : [route.method])),
  };
}

/** The variable segments of `path` if it has the shape of `pattern`, else undefined. */
function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;

  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (!segment.startsWith(":")) {
      if (segment !== value) return undefined;
      continue;
    }
    const decoded = decodeSegment(value);
    if (decoded === undefined || decoded === "") return undefined;
    params[segment.slice(1)] = decoded;
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
