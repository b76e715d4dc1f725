import { type Path } from "../../config-path";
import { fieldOf, type Fields, isFields } from "../../fields";
import { isHeaderName } from "../header-name";
import { covers, type RequestMatch } from "../request-match";
import { demandsQuery, type StringMatch } from "../string-shape";
import { isUnset, lost, note, otherFields, type Reading, type Remark } from "./remark";

/** Whom a match is for: no request, every request, or those that meet its conditions. */
export type MatchMeaning =
  | { readonly requests: "none" | "all" }
  | { readonly requests: "some"; readonly match: RequestMatch };

const KNOWN = ["name", "headers", "uri", "method", "sourceLabels", "gateways", "port"];

const REASONS = {
  queryParams: "stack config has no condition on query parameters",
  withoutHeaders: "stack config has no condition that a header is absent",
  authority: "stack config has no condition on the authority",
  scheme: "stack config has no condition on the scheme",
  sourceNamespace:
    "stack config has no condition on the caller's namespace: name the labels of its pods in sourceLabels",
  statPrefix: "stack config gives a rule no statistics of its own",
};

/**
 * Reads one of the alternatives of a route's match (Istio's HTTPMatchRequest), as a sidecar follows it.
 *
 * @param ports those of the service, where they are known
 */
export function readMatch(match: unknown, path: Path, ports: readonly number[] | undefined): Reading<MatchMeaning> {
  if (!isFields(match)) return { value: { requests: "all" }, remarks: [] };
  const named = isUnset(match["name"]) ? [] : [note([...path, "name"], "the name of a single match is left out")];

  const forGateways = gatewaysOf(match);
  if (forGateways.length > 0 && !forGateways.includes("mesh")) {
    const text = `is for the gateways ${forGateways.join(", ")} alone, which this VirtualService is not for: left out`;
    return { value: { requests: "none" }, remarks: [note([...path, "gateways"], text)] };
  }
  // Istio does not look at the caller where gateways are named (istio.io/istio, sourceMatchHTTP).
  const ignored =
    forGateways.length > 0 ? ["sourceLabels", "sourceNamespace"].filter((name) => !isUnset(match[name])) : [];
  const heeded = Object.fromEntries(Object.entries(match).filter(([name]) => !ignored.includes(name)));

  const port = portMeaning(match["port"], [...path, "port"], ports);
  const uri = readUri(heeded, path);
  const method = readMethod(heeded["method"], [...path, "method"]);
  const headers = readHeaders(heeded["headers"], [...path, "headers"]);
  const sourceLabels = isUnset(heeded["sourceLabels"]) ? undefined : heeded["sourceLabels"];
  const remarks = [
    ...named,
    ...ignored.map((name) => note([...path, name], "has no effect beside gateways: left out")),
    ...port.remarks,
    ...uri.remarks,
    ...method.remarks,
    ...headers.remarks,
    ...otherFields(withoutEmpty(heeded), path, [...KNOWN, "ignoreUriCase"], REASONS),
  ];
  if (remarks.some(({ kind }) => kind === "lost")) return { remarks };
  if ([port, uri, method].some(({ value }) => value === "none")) return { value: { requests: "none" }, remarks };

  const conditions: RequestMatch = {
    ...(headers.value && Object.keys(headers.value).length > 0 && { headers: headers.value }),
    ...(isTest(uri.value) && { uri: uri.value }),
    ...(isTest(method.value) && { method: method.value }),
    ...(isFields(sourceLabels) &&
      Object.keys(sourceLabels).length > 0 && { sourceLabels: sourceLabels as Readonly<Record<string, string>> }),
  };
  return { value: covers(conditions, {}) ? { requests: "all" } : { requests: "some", match: conditions }, remarks };
}

/** Maps without an entry are none. */
function withoutEmpty(fields: Fields): Fields {
  const isEmpty = (value: unknown) => isFields(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function gatewaysOf({ gateways }: Fields): string[] {
  return Array.isArray(gateways) ? gateways.map(String) : [];
}

type Condition<T> = T | "none" | "any";

function isTest(condition: Condition<StringMatch> | undefined): condition is StringMatch {
  return typeof condition === "object";
}

/** A condition on the port that was called. */
function portMeaning(port: unknown, path: Path, ports: readonly number[] | undefined): Reading<Condition<never>> {
  if (isUnset(port)) return { value: "any", remarks: [] };
  const [only, ...others] = ports ?? [];
  if (only !== undefined && others.length === 0 && only === port) return { value: "any", remarks: [] };
  if (ports && !ports.includes(port as number)) {
    return { value: "none", remarks: [note(path, `the service has no port ${String(port)}: the match is left out`)] };
  }
  const why = ports ? `and the service has the ports ${ports.join(", ")}` : "and the service's ports are not known";
  return { remarks: [lost(path, `stack config has no condition on the port, ${why}`)] };
}

function readUri(match: Fields, path: Path): Reading<Condition<StringMatch>> {
  const at = [...path, "uri"];
  const test = stringMatch(match["uri"]);
  if (test === "any" || ("prefix" in test && test.prefix === "")) return { value: "any", remarks: [] };
  if (demandsQuery(test)) {
    return { value: "none", remarks: [note(at, "is met by no path, which is compared without its query: left out")] };
  }
  const start = "exact" in test ? test.exact : "prefix" in test ? test.prefix : "/";
  if (!start.startsWith("/")) return { value: "none", remarks: [note(at, "is met by no path: left out")] };
  // Regular expressions keep their own case, and what has no letters has none.
  if (match["ignoreUriCase"] === true && !("regex" in test) && start.toLowerCase() !== start.toUpperCase()) {
    const text = 'stack config compares letters as they are: say it as a regular expression that begins with "(?i)"';
    return { remarks: [lost([...path, "ignoreUriCase"], text)] };
  }
  return { value: test, remarks: [] };
}

function readMethod(method: unknown, path: Path): Reading<Condition<StringMatch>> {
  const test = stringMatch(method);
  if (test === "any" || ("regex" in test && test.regex === "*")) return { value: "any", remarks: [] };
  const text = "exact" in test ? test.exact : "prefix" in test ? test.prefix : "";
  if (text !== text.toUpperCase()) {
    return { value: "none", remarks: [note(path, "is met by no method, which is in capitals: left out")] };
  }
  return { value: test, remarks: [] };
}

function readHeaders(headers: unknown, path: Path): Reading<Readonly<Record<string, StringMatch>>> {
  const entries = Object.entries(isFields(headers) ? headers : {});
  const value: Record<string, StringMatch> = {};
  const remarks: Remark[] = [];
  for (const [written, condition] of entries) {
    const at = [...path, written];
    const name = written.toLowerCase();
    if (!isHeaderName(name)) {
      remarks.push(lost(at, "stack config has no condition on it: expected the name of a header"));
    } else if (Object.hasOwn(value, name)) {
      remarks.push(lost(at, "is there twice, in capitals and without: stack config has one condition for a header"));
    } else {
      if (name !== written) remarks.push(note(at, `is ${name}: Envoy has header names in lower case`));
      value[name] = presence(stringMatch(condition));
    }
  }
  return { value, remarks };
}

/** A header that only has to be there, as Istio reads an empty condition or the regular expression `*`. */
function presence(test: StringMatch | "any"): StringMatch {
  return test === "any" || ("regex" in test && test.regex === "*") ? { regex: ".*" } : test;
}

function stringMatch(value: unknown): StringMatch | "any" {
  for (const how of ["exact", "prefix", "regex"] as const) {
    const text = fieldOf(value, how);
    if (typeof text === "string") return { [how]: text } as StringMatch;
  }
  return "any";
}
