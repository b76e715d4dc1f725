import { jsonpath, type JSONPathQuery } from "json-p3";
import { type KubeObject } from "../cluster/object";
import { arrayAt, isArray, isObject, type Json, numberAt, stringAt } from "../wire/json";
import { failed, READY, type Readiness, type ReadinessCheck, waiting } from "./wait";

/** What an object must show to count as ready. */
type Expectation = (object: KubeObject) => Readiness;

/**
 * Reads the annotation `pulumi.com/waitFor`: one expectation, or a JSON list of them that must all be met
 * (pulumi.com, Kubernetes provider: annotations).
 * @throws Error saying which expectation is none, and what was expected
 */
export function waitForCheck(annotation: string): ReadinessCheck {
  const expectations = expressionsOf(annotation).map(expectationOf);
  return (object) => {
    const found = expectations.map((expectation) => expectation(object));
    const open = found.find(({ state }) => state === "failed") ?? found.find(({ state }) => state === "waiting");
    return Promise.resolve(open ?? READY);
  };
}

function expressionsOf(annotation: string): readonly string[] {
  const list = parseList(annotation);
  if (list === undefined) return [annotation];
  if (list.length > 0 && list.every((expression) => typeof expression === "string")) return list;
  throw new Error(`${annotation} is not a list of expectations`);
}

/** Undefined when the text is not a list in JSON. */
function parseList(text: string): readonly Json[] | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function expectationOf(expression: string): Expectation {
  const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(expression);
  if (condition?.[1]) return conditionIs(condition[1], condition[2] ?? "True");
  const place = /^jsonpath=(\{\s*(.+?)\s*\})(?:=(.+))?$/s.exec(expression);
  if (place?.[1] && place[2]) return valueIs(place[1], compile(place[1], place[2]), place[3]);
  throw new Error(
    `"${expression}" is none of condition=TYPE, condition=TYPE=STATUS, jsonpath={.PATH} and jsonpath={.PATH}=VALUE`,
  );
}

/** Neither the type nor the status is a matter of upper and lower case (kubectl wait). */
function conditionIs(type: string, wanted: string): Expectation {
  const same = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  return (object) => {
    const condition = arrayAt(object, ["status", "conditions"]).find((each) => same(stringAt(each, ["type"]), type));
    const seen = numberAt(condition, ["observedGeneration"]) ?? numberAt(object, ["status", "observedGeneration"]);
    if (condition === undefined) return waiting(`it has no condition ${type} yet`);
    if (isBehind(object, seen)) return waiting(`its condition ${type} is not of its newest state`);
    const status = stringAt(condition, ["status"]);
    return same(status, wanted) ? READY : waiting(`its condition ${type} is ${status}, not ${wanted}`);
  };
}

function valueIs(place: string, query: JSONPathQuery, wanted: string | undefined): Expectation {
  return (object) => {
    if (isBehind(object, numberAt(object, ["status", "observedGeneration"]))) {
      return waiting("its status is not of its newest state");
    }
    // The library's type is that of mutable JSON; it only reads.
    const [found] = query.query(object as Parameters<JSONPathQuery["query"]>[0]).values() as Json[];
    if (found === undefined) return waiting(`it has no ${place} yet`);
    if (wanted === undefined) return READY;
    if (isObject(found) || isArray(found)) return failed(`${place} is no single value to compare with ${wanted}`);
    return String(found) === wanted ? READY : waiting(`${place} is ${found}, not ${wanted}`);
  };
}

/** kubectl's paths begin at the object without the `$` that JSONPath has for it (RFC 9535). */
function compile(place: string, path: string): JSONPathQuery {
  try {
    return jsonpath.compile(path.startsWith("$") ? path : `$${path}`);
  } catch (error) {
    throw new Error(`${place} is not a JSONPath: ${(error as Error).message}`, { cause: error });
  }
}

/** Whether what is seen is of an earlier generation; where no controller says what it has seen, it is taken for new. */
function isBehind(object: KubeObject, seen: number | undefined): boolean {
  return seen !== undefined && seen < (numberAt(object, ["metadata", "generation"]) ?? 0);
}
