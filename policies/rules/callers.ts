import { type Place } from "../resources/value";

/** One of those whom a rule of an AuthorizationPolicy names. */
export interface Caller {
  readonly kind: "principal" | "namespace" | "serviceAccount";
  readonly place: Place;
}

/** The fields of a rule's source and the key of its conditions that name callers of each kind. */
const NAMED_IN: readonly { readonly kind: Caller["kind"]; readonly fields: readonly string[]; readonly key: string }[] =
  [
    { kind: "principal", fields: ["principals", "notPrincipals"], key: "source.principal" },
    { kind: "namespace", fields: ["namespaces", "notNamespaces"], key: "source.namespace" },
    { kind: "serviceAccount", fields: ["serviceAccounts", "notServiceAccounts"], key: "source.serviceAccount" },
  ];

/**
 * Everyone whom a policy's rules name, be it to leave them out (istio.io, Authorization Policy, Source and Condition).
 */
export function callersOf(spec: Place): Caller[] {
  return spec
    .at("rules")
    .items()
    .flatMap((rule) => [
      ...rule
        .at("from")
        .items()
        .flatMap((from) => sourceCallers(from.at("source"))),
      ...rule.at("when").items().flatMap(conditionCallers),
    ]);
}

function sourceCallers(source: Place): Caller[] {
  return NAMED_IN.flatMap(({ kind, fields }) =>
    fields.flatMap((field) =>
      source
        .at(field)
        .items()
        .map((place) => ({ kind, place })),
    ),
  );
}

function conditionCallers(when: Place): Caller[] {
  const named = NAMED_IN.find(({ key }) => key === when.at("key").text());
  if (!named) return [];
  return ["values", "notValues"].flatMap((field) =>
    when
      .at(field)
      .items()
      .map((place) => ({ kind: named.kind, place })),
  );
}

/** What a text that names callers asks for: identities of one form, or of nobody. */
export type Wanted =
  | { readonly kind: "nobody"; readonly why: string }
  | { readonly kind: "some"; readonly trustDomain?: string; readonly namespace?: string; readonly account?: Name };

/** A name, or how it starts. */
export interface Name {
  readonly text: string;
  readonly isStart: boolean;
}

/**
 * Whom a principal fits. Istio compares it with `TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT`: a `*` stands for any characters
 * where it is the first or else the last one, and for itself everywhere else; `spiffe://` is put before it (istiod's
 * matcher.StringMatcherWithPrefix).
 */
export function wantedByPrincipal(text: string): Wanted {
  if (text === "*") return { kind: "some" };
  if (text.startsWith("spiffe://")) return { kind: "nobody", why: "starts with spiffe://, which Istio itself adds" };
  const isEnd = text.startsWith("*");
  const isStart = !isEnd && text.endsWith("*");
  const literal = isEnd ? text.slice(1) : isStart ? text.slice(0, -1) : text;
  if (literal.includes("*"))
    return { kind: "nobody", why: "has a * that is neither the first nor the last character alone" };
  // Of what may go on before or behind only whole parts are known.
  if (isEnd) {
    const [, namespace, account] = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(literal) ?? [];
    if (namespace === undefined || account === undefined) return { kind: "some" };
    return { kind: "some", namespace, account: { text: account, isStart: false } };
  }
  const [, trustDomain, namespace, account] = /^([^/]+)\/ns\/([^/]+)\/(?:sa\/([^/]*))?/.exec(literal) ?? [];
  if (!isStart && !/^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(literal))
    return { kind: "nobody", why: "is not of the form TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT" };
  return {
    kind: "some",
    ...(trustDomain !== undefined && { trustDomain }),
    ...(namespace !== undefined && { namespace }),
    ...(account !== undefined && { account: { text: account, isStart } }),
  };
}

/** Whom a namespace fits, in which `*` stands for any characters (istiod's srcNamespaceGenerator). */
export function wantedByNamespace(text: string): Wanted {
  return text.includes("*") ? { kind: "some" } : { kind: "some", namespace: text };
}

/** Whom `NAMESPACE/ACCOUNT` fits, or `ACCOUNT` in the policy's own namespace (istiod's serviceAccountRegex). */
export function wantedByAccount(text: string, ownNamespace: string): Wanted {
  const parts = text.split("/");
  const [namespace = "", account = ""] = parts.length === 1 ? [ownNamespace, text] : parts;
  return { kind: "some", namespace, account: { text: account, isStart: false } };
}
