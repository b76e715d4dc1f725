import { definePolicy } from "../engine/policy";
import { DestinationRule } from "../objects/destination-rule";
import { areSeenTogether } from "../objects/exports";
import { oncePerStack } from "../objects/once-per-stack";
import { type VirtualService } from "../objects/virtual-service";
import { canonical } from "../resources/canonical";
import { KeyedItems } from "../resources/keyed-items";
import { areRivals, haveSameExports } from "../rules/rival-exports";

export const hostsHaveOneOwner = definePolicy({
  name: "hosts-have-one-owner",
  description:
    "One VirtualService speaks for a host in the mesh; of several DestinationRules for it no two have a traffic policy or a subset in common. Of two, Istio follows whichever is older.",
  severity: "high",
  codes: ["IST0109", "KIA1106", "KIA0201", "KIA1105"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0109/",
  remediationSteps: "merge the two into one object, or remove what is there twice.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => [...view.virtualServices, ...view.destinationRules],
  check(rule, { view, each, report }) {
    if (rule instanceof DestinationRule) {
      for (const name of repeated(rule.subsetNames())) report(`${rule.title} declares subset ${name} more than once`);
      const keys = keysOf(rule);
      for (const key of keys) {
        each(before(rule, rulesByHost(view).known(key)), (other) => {
          const conflict = conflictOf(rule, other);
          if (conflict !== undefined) report(`${rule.title} and ${other.title} ${conflict}`);
        });
      }
      return;
    }

    each(rule.routes(), (route) => {
      const targets = route
        .weightedDestinations()
        .map(({ destination: { host, subset, port } }) => [host, subset, port].join("|"));
      for (const target of repeated(targets)) {
        const [host, subset] = target.split("|");
        report(`${route.title} sends to ${subset ? `subset ${subset} of ` : ""}${host} more than once`);
      }
    });
    if (!rule.isForMesh) return;
    each(rule.hosts(), (host) => {
      each(before(rule, routesByHost(view).known(host)), (rival) => {
        if (haveSameKindOfRules(rival, rule) && areRivals(rival.object, rule.object)) {
          report(`${rule.title} and ${rival.title} both route ${host} in the mesh`);
        }
      });
    });
  },
});

/**
 * Whether both have rules for HTTP, for TLS or for TCP. Which of them a sidecar looks at is up to the port's protocol,
 * so that one with http rules and one with tls rules never meet (istio.io/istio, route.go and tls.go).
 */
function haveSameKindOfRules(a: VirtualService, b: VirtualService): boolean {
  const kinds = new Set(a.routes().map(({ protocol }) => protocol));
  return b.routes().some(({ protocol }) => kinds.has(protocol));
}

const routesByHost = oncePerStack(
  (view) => new KeyedItems(view.virtualServices, (rule) => (rule.isForMesh ? rule.hosts() : [])),
);

const rulesByHost = oncePerStack((view) => new KeyedItems(view.destinationRules, keysOf));

/** Rules for some of the clients' pods are meant to differ from those for all. */
function keysOf({ host, object }: DestinationRule): string[] {
  return host === undefined || !object.spec.at("workloadSelector").isAbsent ? [] : [`${object.namespace} ${host}`];
}

/**
 * What is lost of two rules for a host. istiod adds up those of one namespace that are exported to the same namespaces:
 * of a subset that both declare, and of two traffic policies, the older one counts. Where the namespaces differ it
 * keeps them apart, and whoever sees both follows the older one (PushContext.mergeDestinationRule).
 */
function conflictOf(rule: DestinationRule, other: DestinationRule): string | undefined {
  if (!areSeenTogether(rule.object, other.object)) return undefined;
  if (!haveSameExports(rule.object, other.object)) {
    return `are both for ${rule.host}, and exported to different namespaces, some of which see both`;
  }
  const [shared] = rule.subsetNames().filter((name) => other.subsetNames().includes(name));
  if (shared !== undefined) return `both declare subset ${shared} of ${rule.host}`;
  const [own, others] = [rule, other].map(({ object }) => object.spec.at("trafficPolicy"));
  if (!own || !others || own.isAbsent || others.isAbsent || canonical(own) === canonical(others)) return undefined;
  return `both have a trafficPolicy for ${rule.host}, and they differ`;
}

/** The items that come before one in a list, so that each pair is reported once. */
function before<T extends { readonly resource: { readonly urn: string } }>(item: T, all: readonly T[]): T[] {
  return all.slice(
    0,
    all.findIndex(({ resource }) => resource.urn === item.resource.urn),
  );
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
