/**
 * How a string is compared, as Istio's StringMatch: the whole value, its start, or a full match of an RE2 expression.
 */
export type StringMatch = { readonly exact: string } | { readonly prefix: string } | { readonly regex: string };

/** How a string that meets a condition begins, and what follows. */
export interface StringShape {
  readonly start: string;
  /** `something` is at least one character; `unknown` is what only the condition itself can tell. */
  readonly rest: "nothing" | "anything" | "something" | "unknown";
}

/**
 * The shape of all strings that meet a condition, as far as it can be read off; always right, if not always all there
 * is.
 */
export function shapeOf(test: StringMatch): StringShape {
  if ("exact" in test) return { start: test.exact, rest: "nothing" };
  return "prefix" in test ? { start: test.prefix, rest: "anything" } : shapeOfRegex(test.regex);
}

/** As the whole value must match, an expression means the same with and without its anchors. */
function shapeOfRegex(regex: string): StringShape {
  const whole = regex.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  // Of alternatives each has a start of its own.
  if (whole.includes("|")) return { start: "", rest: "unknown" };
  const { start, rest } = literalStart(whole);
  if (rest === "") return { start, rest: "nothing" };
  if (/^(\.\*|\(\.\*\))$/.test(rest)) return { start, rest: "anything" };
  return { start, rest: /^(\.\+|\(\.\+\))$/.test(rest) ? "something" : "unknown" };
}

/** The characters at the start of an expression that stand for themselves, and the expression after them. */
function literalStart(regex: string): { start: string; rest: string } {
  const [literal = ""] = /^(?:[^\\^$.|?*+()[\]{}]|\\[^\w\s])*/.exec(regex) ?? [];
  // What follows may make the last character optional.
  const kept = /^[?*{+]/.test(regex.slice(literal.length)) ? literal.replace(/(\\[^]|[^])$/u, "") : literal;
  return { start: kept.replaceAll(/\\([^])/g, "$1"), rest: regex.slice(kept.length) };
}

/**
 * Whether a condition on a path is met only by one with a query or a fragment, as far as it can be read off. Envoy
 * takes both away before it compares paths (envoy, PathUtil::removeQueryAndFragment), so no path meets such a
 * condition.
 */
export function demandsQuery(uri: StringMatch): boolean {
  if (!("regex" in uri)) return /[?#]/.test(shapeOf(uri).start);
  const tokens = uri.regex.replaceAll(/\[([?#])\]/g, "\\$1").match(/\\[^]|[^]/g) ?? [];
  // Alternatives, groups and sets of characters may do without.
  if (tokens.some((token) => ["|", "(", "["].includes(token))) return false;
  const mayBeAbsent = (index: number) => ["?", "*", "{"].includes(tokens[index + 1] ?? "");
  return tokens.some((token, index) => ["\\?", "\\#", "#"].includes(token) && !mayBeAbsent(index));
}

/** A path as routing compares it. */
export function withoutQuery(path: string): string {
  return path.replace(/[?#][^]*$/, "");
}
