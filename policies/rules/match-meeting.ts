import { InvalidRegex, stringMatches } from "../../mesh/traffic/request-match";
import { shapeOf, type StringMatch } from "../../mesh/traffic/string-shape";
import { type Place } from "../resources/value";
import { stringMatch } from "./http-match";

/** A condition on a text: `undefined` stands for any text that is there. */
type Condition = StringMatch | undefined;

/**
 * Whether some request is sure to meet both of two http matches. What cannot be decided is not claimed: of regular
 * expressions a text has to be found that both fit.
 */
export function matchesMeet(a: Place, b: Place): boolean {
  const ignoresCase = [a, b].some((match) => match.at("ignoreUriCase").flag() ?? false);
  const adapt = (condition: Condition) => (ignoresCase ? inLowerCase(condition) : condition);
  return (
    textsMeet(adapt(conditionAt(a.at("uri"))), adapt(conditionAt(b.at("uri")))) &&
    ["method", "scheme", "authority"].every((field) => textsMeet(conditionAt(a.at(field)), conditionAt(b.at(field)))) &&
    ["headers", "queryParams"].every((field) => namedMeet(a.at(field), b.at(field))) &&
    !excludes(a, b) &&
    !excludes(b, a) &&
    ["port", "sourceNamespace"].every((field) => isSameIfSet(a.at(field), b.at(field))) &&
    a
      .at("sourceLabels")
      .entries()
      .every(([name, value]) => isSameIfSet(value, b.at("sourceLabels", name)))
  );
}

/**
 * The start of every path that a match takes, in lower case; empty where it is not known. Paths of two matches can only
 * be the same if one start begins with the other.
 */
export function pathStart(match: Place | undefined): string {
  const condition = match && conditionAt(match.at("uri"));
  return condition === undefined ? "" : shapeOf(condition).start.toLowerCase();
}

function conditionAt(place: Place): Condition {
  return place.isAbsent ? undefined : stringMatch(place);
}

function namedMeet(a: Place, b: Place): boolean {
  return a.entries().every(([name, condition]) => {
    const other = b.at(name);
    return other.isAbsent || textsMeet(stringMatch(condition), stringMatch(other));
  });
}

/** Whether one match asks for a header that the other says must not be there, or not be so. */
function excludes(a: Place, b: Place): boolean {
  return b
    .at("withoutHeaders")
    .entries()
    .some(([name, unwanted]) => {
      const wanted = a.at("headers", name);
      if (wanted.isAbsent) return false;
      const [test, not] = [stringMatch(wanted), unwanted.isAbsent ? undefined : stringMatch(unwanted)];
      if (not === undefined) return true;
      return !examplesOf(test, not).some((text) => fits(test, text) && !fits(not, text));
    });
}

function isSameIfSet(a: Place, b: Place): boolean {
  return a.isAbsent || b.isAbsent || a.known() === b.known();
}

function textsMeet(a: Condition, b: Condition): boolean {
  if (a === undefined || b === undefined) return true;
  return examplesOf(a, b).some((text) => fits(a, text) && fits(b, text));
}

/** Texts that are likely to fit one of two conditions. */
function examplesOf(a: Condition, b: Condition): string[] {
  return [a, b].flatMap((condition) => {
    if (condition === undefined) return ["", "a"];
    const { start, rest } = shapeOf(condition);
    return rest === "nothing" ? [start] : ["", "/", "a", "/a", "a/", "1", "/1"].map((end) => `${start}${end}`);
  });
}

function fits(condition: Condition, text: string): boolean {
  if (condition === undefined) return true;
  try {
    return stringMatches(condition, text);
  } catch (error) {
    // Istio refuses what RE2 does.
    if (error instanceof InvalidRegex) return false;
    throw error;
  }
}

function inLowerCase(condition: Condition): Condition {
  if (condition === undefined || "regex" in condition) return condition;
  if ("exact" in condition) return { exact: condition.exact.toLowerCase() };
  return { prefix: condition.prefix.toLowerCase() };
}
