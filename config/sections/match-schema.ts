import { RE2JS } from "re2js";
import { z } from "zod";
import { isHeaderName } from "../../mesh/traffic/header-name";
import { isLabelName, isLabelValue } from "../../mesh/traffic/labels";
import { type StringMatch, withoutQuery } from "../../mesh/traffic/string-shape";
import { type AboutKey, key } from "../schema/about-key";
import { SOME_TEXT, text, typed } from "../schema/values";

/** In bytes (istio.io/istio, validateStringRegexp). */
const LONGEST_REGEX = 1024;

/** Envoy drops a route whose regular expression it cannot compile, so one that RE2 refuses never gets that far. */
function isRe2(regex: string): boolean {
  if (Buffer.byteLength(regex) > LONGEST_REGEX) return false;
  try {
    RE2JS.compile(regex);
    return true;
  } catch {
    return false; // RE2JS has no other way to say so.
  }
}

/** What every path and every method is like, by the text that was meant by one that is not. */
export const MEANT = {
  uri: (text: string) => withoutQuery(text).replace(/^(?!\/)/, "/"),
  method: (text: string) => text.toUpperCase(),
};

/** How a text is compared: in one of three ways. `examples` has what the text may be in each of them. */
function stringMatch(
  examples: { readonly exact: string; readonly prefix: string; readonly regex: string },
  meant?: AboutKey["meant"],
) {
  const about = (meaning: string, example: string): AboutKey => ({
    meaning,
    expected: SOME_TEXT,
    example,
    ...(meant && { meant }),
  });
  return z
    .strictObject({
      exact: key(text.optional(), about("the whole value", examples.exact)),
      prefix: key(text.optional(), about("the start of the value", examples.prefix)),
      regex: key(typed(z.string().min(1).refine(isRe2)).optional(), {
        meaning: "an RE2 expression for the whole value",
        expected: `a regular expression that RE2 takes (no look-around, no back-references), of at most ${LONGEST_REGEX} bytes`,
        example: examples.regex,
      }),
    })
    .transform(({ exact, prefix, regex }, context): StringMatch => {
      const given: StringMatch[] = [
        ...(exact !== undefined ? [{ exact }] : []),
        ...(prefix !== undefined ? [{ prefix }] : []),
        ...(regex !== undefined ? [{ regex }] : []),
      ];
      const [only, ...others] = given;
      if (only && others.length === 0) return only;
      context.issues.push({ code: "custom", input: given });
      return z.NEVER;
    });
}

const STRING_MATCH = `one of {exact: ...}, {prefix: ...}, {regex: ...} with ${SOME_TEXT}`;

const header = key(stringMatch({ exact: "roundrobin", prefix: "beta-", regex: "beta-.*" }), {
  meaning: "`exact`, `prefix` or `regex` (RE2, the whole value)",
  expected: STRING_MATCH,
  parts: [{ at: ["exact"] }],
});

/** What a rule's `match` may hold: at least one condition. */
export const matchSchema = key(
  z
    .strictObject({
      headers: key(z.record(z.string().refine(isHeaderName), header).optional(), {
        meaning: "conditions on request headers, by lower-case name",
        expected: "{<header>: {exact: ...}}",
        parts: [{ at: ["end-user", "exact"] }],
        names: "<header>",
      }),
      uri: key(stringMatch({ exact: "/", prefix: "/", regex: "/.*" }, MEANT.uri).optional(), {
        meaning: "condition on the path, which is compared without its query",
        expected: STRING_MATCH,
        parts: [{ at: ["prefix"] }],
      }),
      method: key(stringMatch({ exact: "GET", prefix: "GET", regex: "GET|HEAD" }, MEANT.method).optional(), {
        meaning: "condition on the method",
        expected: STRING_MATCH,
        parts: [{ at: ["exact"] }],
      }),
      sourceLabels: key(
        z
          .record(
            z.string().refine(isLabelName),
            key(typed(z.string().min(1).refine(isLabelValue)), {
              meaning: "the label's value",
              expected: "letters, digits, hyphens, underscores and dots, the first and the last a letter or digit",
              example: "productpage",
            }),
          )
          .optional(),
        {
          meaning: "labels that the calling pod must have",
          expected: "{<label>: <value>}",
          parts: [{ at: ["app"] }],
          names: "<label>",
        },
      ),
    })
    .refine((match) => Object.values(match).some((part) => part !== undefined && Object.keys(part).length > 0)),
  {
    meaning: "all that must hold of a request: `headers`, `uri`, `method`, `sourceLabels`",
    expected: "a match with at least one condition: headers, uri, method or sourceLabels",
    parts: [{ at: ["headers", "end-user", "exact"] }],
  },
);
