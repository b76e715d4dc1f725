import fc from "fast-check";
import { stringMatches } from "../../mesh/traffic/request-match";
import { type StringMatch } from "../../mesh/traffic/string-shape";

/** How many different values are offered at most: enough to get around the rules that are tried before. */
const ENOUGH = 30;

/**
 * Header values that meet a condition, the plainest first; empty where none is known that a header can carry (printable
 * ASCII, no blank at either end). The same condition always gives the same values.
 */
export function sampleValues(test: StringMatch): string[] {
  const values = new Set(candidates(test).filter((value) => isHeaderValue(value) && stringMatches(test, value)));
  return [...values].sort((a, b) => oddity(a) - oddity(b) || a.length - b.length).slice(0, ENOUGH);
}

function candidates(test: StringMatch): string[] {
  if ("exact" in test) return [test.exact];
  if ("prefix" in test) return ["", "1", "x", "-visitor", "visitor", "0", "Z", "~"].map((end) => test.prefix + end);
  const expression = toJavaScript(test.regex);
  return expression ? fc.sample(fc.stringMatching(expression), { seed: 1, numRuns: 300 }) : [];
}

/**
 * An RE2 expression as one that JavaScript reads, for making up values only: whether they match, RE2 decides. Undefined
 * where it uses what JavaScript lacks.
 */
function toJavaScript(regex: string): RegExp | undefined {
  const source = regex
    .replace(/^\(\?[ism]+\)/, "")
    .replaceAll("(?P<", "(?<")
    .replaceAll("\\A", "^")
    .replaceAll("\\z", "$");
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return undefined;
  }
}

function isHeaderValue(value: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value);
}

function oddity(value: string): number {
  return value.replace(/[\w@./-]/g, "").length;
}
