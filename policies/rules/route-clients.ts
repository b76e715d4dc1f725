import { type Route, type VirtualService } from "../objects/virtual-service";
import { gatewaysNamed } from "../objects/named-gateways";
import { type StackView } from "../objects/stack-view";
import { gatewayPodsWith } from "./gateway-pods";
import { rootsOf } from "./delegation";

/** Who follows a route: the sidecars of the rule's own namespace, or a gateway, wherever its pods are. */
export interface Client {
  readonly is: "sidecar" | "gateway";
  readonly namespace: string;
}

/**
 * The clients of a route, as far as the stack shows them. Sidecars of other namespaces may follow it as well; they are
 * not the ones that it was written for. Of a gateway that the stack does not have nothing is known.
 */
export function clientsOf(route: Route, rule: VirtualService, view: StackView): Client[] {
  const names = gatewaysOf(route, rule, view);
  const gateways = names.filter((name) => name !== "mesh").flatMap((name) => gatewaysNamed(view, name));
  const namespaces = new Set(
    gateways.flatMap((gateway) => gatewayPodsWith(view, gateway.selector()).map(({ namespace }) => namespace)),
  );
  const sidecars: Client[] = names.includes("mesh") ? [{ is: "sidecar", namespace: rule.object.namespace }] : [];
  return [...sidecars, ...[...namespaces].map((namespace): Client => ({ is: "gateway", namespace }))];
}

/** `NAMESPACE/NAME` of each gateway that a route is for, and `mesh` where it is for sidecars. */
export function gatewaysOf(route: Route, rule: VirtualService, view: StackView): string[] {
  const matches = route.matches();
  const own = matches.map((match) => rule.gatewaysIn(match.at("gateways")));
  if (own.length > 0 && own.every((gateways) => gateways.length > 0)) return [...new Set(own.flat())];
  const { namespace, name } = rule.object;
  const roots = isDelegate(rule) ? rootsOf(view, `${namespace}/${name}`) : [];
  return roots.length > 0 ? roots.flatMap(({ owner }) => owner.allGateways()) : rule.allGateways();
}

/** A VirtualService without hosts only serves others, which hand their requests on to it. */
function isDelegate(rule: VirtualService): boolean {
  return rule.hosts().length === 0;
}
