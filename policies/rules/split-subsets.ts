import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Route, type VirtualService } from "../objects/virtual-service";
import { ifKnown } from "./if-known";

/** A rule that divides its requests, some of which are for a host. */
export interface Split {
  readonly title: string;
  /** The subsets of that host that get a part of them. */
  readonly subsets: readonly (string | undefined)[];
}

/** The rules that divide requests among versions, by the hosts that get a part, as far as they are known. */
export const splitHosts = oncePerStack((view): ReadonlyMap<string, readonly Split[]> => {
  const splits = new Map<string, Split[]>();
  for (const route of knownRoutes(view)) {
    const shares = sharesOf(route);
    const isDivided = [...shares.values()].flat().length > 1;
    for (const [host, subsets] of isDivided ? shares : []) {
      const known = splits.get(host);
      if (known) known.push({ title: route.title, subsets });
      else splits.set(host, [{ title: route.title, subsets }]);
    }
  }
  return splits;
});

/** Whether a subset gets a part of a rule's requests beside another version of its host. */
export function isSplitSubset(view: StackView, host: string | undefined, name: string): boolean {
  return (splitHosts(view).get(host ?? "") ?? []).some(({ subsets }) => subsets.includes(name));
}

/**
 * Whether a rule or a mirror of the stack sends to a subset. One that is not known yet may do so: then every subset
 * counts as named.
 */
export function isNamedSubset(view: StackView, host: string | undefined, name: string): boolean {
  const { targets, isWhole } = namedSubsets(view);
  return !isWhole || targets.has(`${host} ${name}`);
}

const namedSubsets = oncePerStack((view) => {
  const known = view.virtualServices.map((rule) => ifKnown(() => targetsOf(rule)));
  return { targets: new Set(known.flatMap((targets) => targets ?? [])), isWhole: !known.includes(undefined) };
});

function targetsOf(rule: VirtualService): string[] {
  return rule.routes().flatMap((route) => route.destinations().map(({ host, subset }) => `${host} ${subset}`));
}

/** The subsets of each host that a rule gives a part of its requests, or might. */
function sharesOf(route: Route): Map<string, (string | undefined)[]> {
  const shares = new Map<string, (string | undefined)[]>();
  for (const { destination, weight } of ifKnown(() => route.weightedDestinations()) ?? []) {
    const reading = weight.reading();
    if (reading.kind === "known" && reading.value === 0) continue;
    const target = ifKnown(() => ({ host: destination.host ?? "", subset: destination.subset }));
    if (target) shares.set(target.host, [...(shares.get(target.host) ?? []), target.subset]);
  }
  return shares;
}

function knownRoutes(view: StackView): Route[] {
  return view.virtualServices.flatMap((rule) => ifKnown(() => rule.routes()) ?? []);
}
