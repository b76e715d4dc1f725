import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { fullGateway, type Route, type VirtualService } from "../objects/virtual-service";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";

/** The full name of the VirtualService that a rule hands its requests on to, if it does. */
export function delegateName({ place }: Route, { object }: VirtualService): string | undefined {
  const name = place.at("delegate", "name").text();
  return name === undefined ? undefined : `${place.at("delegate", "namespace").text() ?? object.namespace}/${name}`;
}

/** The VirtualService that is known by a full name. */
export function virtualServiceAt(view: StackView, fullName: string): VirtualService | undefined {
  return virtualServicesByName(view).known(fullName)[0];
}

/** The stack's VirtualServices by `namespace/name`. */
export const virtualServicesByName = oncePerStack(
  (view) => new KeyedItems(view.virtualServices, ({ object }) => [`${object.namespace}/${object.name}`]),
);

/** A rule of a VirtualService. */
export interface OwnedRoute {
  readonly owner: VirtualService;
  readonly route: Route;
}

/** Every rule of the stack, as far as it is known, that hands its requests on to a VirtualService. */
export function rootsOf(view: StackView, fullName: string): OwnedRoute[] {
  return byDelegate(view)
    .known(fullName)
    .flatMap((owner) => owner.httpRoutes().map((route) => ({ owner, route })))
    .filter(({ owner, route }) => delegateName(route, owner) === fullName);
}

const byDelegate = oncePerStack(
  (view) =>
    new KeyedItems(view.virtualServices, (rule) =>
      rule.httpRoutes().flatMap((route) => delegateName(route, rule) ?? []),
    ),
);

/**
 * The place in a delegate's rule that lies outside of its root's, and of which part; undefined where Istio takes the
 * rule. Each of its matches has to be within one of the root's, else Istio drops the whole rule (istio.io/istio,
 * model.mergeHTTPMatchRequests).
 */
export function outsideOf(
  root: OwnedRoute,
  leaf: OwnedRoute,
): { readonly match: Place; readonly field: string } | undefined {
  const wide = root.route.place.at("match").items();
  if (wide.length === 0) return undefined;
  for (const match of leaf.route.place.at("match").items()) {
    const fields = wide.map((one) => conflictOf({ ...root, match: one }, { ...leaf, match }));
    if (fields.every((field) => field !== undefined)) return { match, field: fields[0] ?? "match" };
  }
  return undefined;
}

interface OwnedMatch {
  readonly owner: VirtualService;
  readonly match: Place;
}

const TEXTS = ["uri", "scheme", "method", "authority"];
const TEXTS_BY_NAME = ["headers", "withoutHeaders", "queryParams"];

/** The field of a root's match that a delegate's does not lie in (istio.io/istio, model.hasConflict). */
function conflictOf(
  { owner: rootOwner, match: root }: OwnedMatch,
  { owner, match: leaf }: OwnedMatch,
): string | undefined {
  const single = TEXTS.find((field) => isOutside(root.at(field), leaf.at(field)));
  if (single !== undefined) return single;
  for (const field of TEXTS_BY_NAME) {
    const named = leaf
      .at(field)
      .entries()
      .find(([name, condition]) => isOutside(root.at(field, name), condition));
    if (named) return `${field}.${named[0]}`;
  }
  if ((root.at("ignoreUriCase").flag() ?? false) !== (leaf.at("ignoreUriCase").flag() ?? false)) return "ignoreUriCase";
  const [wide, narrow] = [root.at("port").number() ?? 0, leaf.at("port").number() ?? 0];
  if (wide > 0 && narrow > 0 && wide !== narrow) return "port";
  const namespace = root.at("sourceNamespace").text() ?? "";
  if (namespace !== "" && leaf.at("sourceNamespace").text() !== namespace) return "sourceNamespace";
  const labels = root.at("sourceLabels").textMap();
  const own = Object.entries(leaf.at("sourceLabels").textMap());
  if (own.some(([name, value]) => name in labels && labels[name] !== value)) return "sourceLabels";
  const gateways = gatewaysIn(root, rootOwner);
  const isOther = (name: string) => !gateways.includes(name);
  return gateways.length > 0 && gatewaysIn(leaf, owner).some(isOther) ? "gateways" : undefined;
}

function gatewaysIn(match: Place, { object }: VirtualService): string[] {
  return match
    .at("gateways")
    .texts()
    .map((name) => (name === "mesh" ? name : fullGateway(name, object)));
}

/**
 * Whether a condition asks for more than the root's lets in. Of regular expressions Istio takes none beside another.
 */
function isOutside(root: Place, leaf: Place): boolean {
  if (root.isAbsent || leaf.isAbsent) return false;
  const [wide, narrow] = [conditionOf(root), conditionOf(leaf)];
  if (wide.regex !== undefined || narrow.regex !== undefined) return true;
  if (wide.exact !== undefined) return narrow.exact !== wide.exact;
  const start = narrow.prefix ?? narrow.exact;
  return wide.prefix === undefined || start === undefined || !start.startsWith(wide.prefix);
}

/** An empty text counts as none there. */
function conditionOf(place: Place): { exact?: string; prefix?: string; regex?: string } {
  const read = (field: string) => place.at(field).text() || undefined;
  const [exact, prefix, regex] = [read("exact"), read("prefix"), read("regex")];
  return { ...(exact && { exact }), ...(prefix && { prefix }), ...(regex && { regex }) };
}
