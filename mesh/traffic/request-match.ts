import { RE2JS } from "re2js";
import { shapeOf, type StringMatch, withoutQuery } from "./string-shape";

/** What is thrown for a regular expression that RE2 refuses. */
export { RE2JSException as InvalidRegex } from "re2js";

/**
 * Which requests a rule is for. Every condition that is given must hold (Istio's HTTPMatchRequest).
 * A source label is a label of the calling pod, the others are read from the request.
 */
export interface RequestMatch {
  readonly headers?: Readonly<Record<string, StringMatch>>;
  readonly uri?: StringMatch;
  readonly method?: StringMatch;
  readonly sourceLabels?: Readonly<Record<string, string>>;
}

/** A request as routing sees it. Header names are in lower case, as Envoy has them. */
export interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly uri?: string;
  readonly method?: string;
  readonly sourceLabels?: Readonly<Record<string, string>>;
}

/** Whether a request meets every condition of a match. */
export function matches(match: RequestMatch, request: Request): boolean {
  return conditionsOf(match).every(({ subject, test }) => {
    const value = valueOf(subject, request);
    return value !== undefined && stringMatches(test, value);
  });
}

/**
 * Whether a value meets one string condition. A regular expression is RE2 and must match the whole value, as in Envoy.
 */
export function stringMatches(test: StringMatch, value: string): boolean {
  if ("exact" in test) return value === test.exact;
  if ("prefix" in test) return value.startsWith(test.prefix);
  return RE2JS.compile(test.regex).matches(value);
}

/**
 * Whether every request that `narrow` accepts is sure to be accepted by `wide` too, so that a rule for `narrow` placed
 * after one for `wide` can never be reached. Of a regular expression only its literal start and a `.*` or `.+` at its
 * end are understood: what cannot be decided is not claimed.
 */
export function covers(wide: RequestMatch, narrow: RequestMatch): boolean {
  const narrowConditions = new Map(conditionsOf(narrow).map((condition) => [condition.subject, condition.test]));
  return conditionsOf(wide).every(({ subject, test }) => {
    if (holdsForEveryRequest(subject, test)) return true;
    const narrowTest = narrowConditions.get(subject);
    return narrowTest !== undefined && implies(narrowTest, test);
  });
}

/** Whether two matches have the same conditions, in whatever order they are written. */
export function sameMatch(a: RequestMatch, b: RequestMatch): boolean {
  return canonical(a) === canonical(b);
}

/** A match in one line for people: `end-user = roundrobin, uri starts with /api`. */
export function describeMatch(match: RequestMatch): string {
  return conditionsOf(match)
    .map(({ subject, test }) => {
      const name = subject.replace(/^(headers|sourceLabels)\./, "");
      const label = subject.startsWith("sourceLabels.") ? `source ${name}` : name;
      if ("exact" in test) return `${label} = ${test.exact}`;
      return "prefix" in test ? `${label} starts with ${test.prefix}` : `${label} matches ${test.regex}`;
    })
    .join(", ");
}

interface Condition {
  /** `headers.NAME`, `sourceLabels.NAME`, `uri` or `method`. */
  readonly subject: string;
  readonly test: StringMatch;
}

function conditionsOf(match: RequestMatch): Condition[] {
  return [
    ...Object.entries(match.headers ?? {}).map(([name, test]) => ({ subject: `headers.${name}`, test })),
    ...(match.uri ? [{ subject: "uri", test: match.uri }] : []),
    ...(match.method ? [{ subject: "method", test: match.method }] : []),
    ...Object.entries(match.sourceLabels ?? {}).map(([name, exact]) => ({
      subject: `sourceLabels.${name}`,
      test: { exact },
    })),
  ];
}

function valueOf(subject: string, request: Request): string | undefined {
  if (subject === "uri") return request.uri === undefined ? undefined : withoutQuery(request.uri);
  if (subject === "method") return request.method;
  const isHeader = subject.startsWith("headers.");
  const named = isHeader ? request.headers : request.sourceLabels;
  const name = subject.slice(isHeader ? "headers.".length : "sourceLabels.".length);
  return named && Object.hasOwn(named, name) ? named[name] : undefined;
}

/** Every request has a method, and a path that starts with a slash; a header must be there to meet any condition. */
function holdsForEveryRequest(subject: string, test: StringMatch): boolean {
  if (subject !== "uri" && subject !== "method") return false;
  const { start, rest } = shapeOf(test);
  if (start === "") return rest === "anything" || rest === "something";
  return subject === "uri" && start === "/" && rest === "anything";
}

function implies(narrow: StringMatch, wide: StringMatch): boolean {
  if ("regex" in narrow && "regex" in wide && narrow.regex === wide.regex) return true;
  const inner = shapeOf(narrow);
  const outer = shapeOf(wide);
  if (outer.rest === "unknown") return inner.rest === "nothing" && stringMatches(wide, inner.start);
  if (outer.rest === "nothing") return inner.rest === "nothing" && inner.start === outer.start;
  const goesOn = inner.start.length > outer.start.length || inner.rest === "something";
  return inner.start.startsWith(outer.start) && (outer.rest === "anything" || goesOn);
}

function canonical(match: RequestMatch): string {
  return conditionsOf(match)
    .map(({ subject, test }) => JSON.stringify([subject, ...Object.entries(test)]))
    .sort()
    .join("\n");
}
