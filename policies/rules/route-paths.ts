import { type Route } from "../objects/virtual-service";
import { type Place } from "../resources/value";
import { type HttpMatch, httpMatch, matchCovers } from "./http-match";

/** Conditions on a path that ask for a query: Envoy compares the path without it, so they are never met. */
export function queriesInPath({ place }: Route): string[] {
  return place
    .at("match")
    .items()
    .flatMap((match, index) => {
      const uri = match.at("uri");
      const found = ["exact", "prefix", "regex"].find((kind) => asksForQuery(kind, uri.at(kind).text()));
      return found === undefined
        ? []
        : [`never matches by match[${index}].uri: its ${found} has a query, which is no part of the path`];
    });
}

function asksForQuery(kind: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  return kind === "regex" ? needsQuestionMark(text) : text.includes("?");
}

/** Whether every text that a regular expression fits has a question mark, as far as is plain to see. */
function needsQuestionMark(regex: string): boolean {
  // Outside of groups and alternatives, and not optional itself.
  let flat = regex;
  for (let shorter = withoutGroups(flat); shorter !== flat; shorter = withoutGroups(flat)) flat = shorter;
  return !flat.includes("|") && /(\\\?|\[\?\])(?![?*{])/.test(flat);
}

function withoutGroups(regex: string): string {
  return regex.replaceAll(/(?<!\\)\((?:\\.|[^()\\])*\)/g, "");
}

/**
 * Rewrites that go wrong for what comes after a matched prefix: Envoy puts the new text in its place and keeps the
 * rest, so of `/shop` and `/` comes `//cart`, and of `/shop/` and `/store` comes `/storecart`. Paths for which a rule
 * before it rewrites the prefix with its slash do not get there.
 */
export function brokenRewrites(route: Route, earlier: readonly Route[]): string[] {
  const uri = route.place.at("rewrite", "uri").text();
  if (uri === undefined || uri === "") return [];
  const matches = route.place.at("match").items();
  const prefixes: (string | undefined)[] = matches.length === 0 ? ["/"] : matches.map(prefixOf);
  return prefixes.flatMap((prefix, index) => {
    if (prefix === undefined || prefix === "") return [];
    if (prefix.endsWith("/") && !uri.endsWith("/")) {
      return [`rewrites the prefix ${prefix} to ${uri}: ${prefix}page becomes ${uri}page`];
    }
    const isWord = /[\w.~]$/.test(prefix);
    if (!isWord || !uri.endsWith("/")) return [];
    const match = matches[index];
    if (match && isTakenBefore(match, prefix, [...earlier.flatMap(matchesOf), ...matches.slice(0, index)])) return [];
    return [`rewrites the prefix ${prefix} to ${uri}: ${prefix}/page becomes ${uri}/page`];
  });
}

/** The prefix of a match that rewrites by it; that of a match without a path is the root. */
function prefixOf(match: Place): string | undefined {
  return match.at("uri").isAbsent ? "/" : match.at("uri", "prefix").text();
}

/** Whether what has a slash after the prefix is taken by one of the matches before. */
function isTakenBefore(match: Place, prefix: string, before: readonly Place[]): boolean {
  const own = httpMatch(match);
  const slashed: HttpMatch = { ...own, request: { ...own.request, uri: { prefix: `${prefix}/` } } };
  return before.some((other) => matchCovers(httpMatch(other), slashed));
}

function matchesOf({ place }: Route): Place[] {
  return place.at("match").items();
}
