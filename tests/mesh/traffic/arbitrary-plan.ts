import fc from "fast-check";
import { type Request, type RequestMatch, sameMatch, covers } from "../../../mesh/traffic/request-match";
import { type Split } from "../../../mesh/traffic/split";
import { type StringMatch } from "../../../mesh/traffic/string-shape";
import { type Rule, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";

// Few names and values, so that rules and requests meet often.
const header = fc.constantFrom("end-user", "x-canary", "user-agent");
const value = fc.constantFrom("a", "ab", "abc", "b", "roundrobin", "jason");
const path = fc.constantFrom("/", "/reviews", "/reviews/0", "/details/1");

/** A record whose values are plain objects, as JSON.parse makes them. */
const plain = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(fields, { noNullPrototype: true });

const stringMatch = (words: fc.Arbitrary<string>): fc.Arbitrary<StringMatch> =>
  fc.oneof(
    words.map((exact) => ({ exact })),
    words.map((prefix) => ({ prefix })),
    fc
      .constantFrom(".*", ".+", "a.*", "ab?c?", "^a.+$", "ab", "roundrobin", "(a|b)b?", "[a-z]+", "/reviews/\\d+")
      .map((regex) => ({ regex })),
  );

/** Any valid split over all or some of the versions. */
export function anySplit(versions: readonly string[]): fc.Arbitrary<Split> {
  return fc
    .tuple(
      fc.shuffledSubarray([...versions], { minLength: 1 }),
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: versions.length - 1, maxLength: versions.length - 1 }),
    )
    .map(([names, cuts]) => {
      const edges = [0, ...cuts.slice(0, names.length - 1).sort((a, b) => a - b), 100];
      return Object.fromEntries(names.map((name, i) => [name, (edges[i + 1] ?? 100) - (edges[i] ?? 0)]));
    });
}

/** Any match that has at least one condition. */
export const anyMatch: fc.Arbitrary<RequestMatch> = fc
  .record(
    {
      headers: fc.dictionary(header, stringMatch(value), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      uri: stringMatch(path),
      method: fc.constantFrom("GET", "POST").map((exact) => ({ exact })),
      sourceLabels: fc.constantFrom<Record<string, string>[]>(
        { app: "productpage" },
        { app: "productpage", version: "v1" },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .filter((match) => Object.keys(match).length > 0);

export const anyRequest: fc.Arbitrary<Request> = fc.record({
  headers: fc.dictionary(header, value, { maxKeys: 3 }),
  uri: path,
  method: fc.constantFrom("GET", "POST"),
  sourceLabels: fc.constantFrom<Record<string, string>[]>(
    { app: "productpage", version: "v1" },
    { app: "details" },
    {},
  ),
});

const mirror = plain({ version: fc.constantFrom("v1", "v3"), percent: fc.integer({ min: 0, max: 100 }) });
const fault = plain({
  abort: plain({ percent: fc.integer({ min: 0, max: 100 }), httpStatus: fc.constant(503) }),
});
const optional = { requiredKeys: [] as never[], noNullPrototype: true };

/** A route may have a fault, or else limits of time into which its tries fit. */
const routeOptions = fc.oneof(
  fc.record({ fault, mirror }, optional),
  fc.record(
    {
      timeout: fc.constantFrom("600ms", "2s", "1m"),
      retries: fc.oneof(
        fc.constant({ attempts: 0 }),
        plain({ attempts: fc.integer({ min: 1, max: 5 }), perTryTimeout: fc.constant("100ms") }),
      ),
      mirror,
    },
    optional,
  ),
);

/** Any plan for `reviews` that the config accepts: no two rules alike, none out of reach, the default neither. */
export const anyPlan: fc.Arbitrary<TrafficPlan> = fc
  .record({
    matches: fc.array(anyMatch, { maxLength: 4 }),
    splits: fc.array(anySplit(["v1", "v2", "v3"]), { minLength: 5, maxLength: 5 }),
    options: fc.array(routeOptions, { minLength: 5, maxLength: 5 }),
  })
  .map(({ matches, splits, options }) => {
    const reachable = matches.filter(
      (match, i) =>
        !covers(match, {}) &&
        !matches.slice(0, i).some((earlier) => covers(earlier, match) || sameMatch(earlier, match)),
    );
    const rules = reachable.map((match, i): Rule => ({
      name: `rule-${i}`,
      match,
      weights: splits[i] ?? {},
      ...options[i],
    }));
    return {
      service: "reviews",
      versions: ["v1", "v2", "v3"],
      rules,
      default: { weights: splits[4] ?? {}, ...options[4] },
    };
  });
