import { definePolicy } from "../engine/policy";
import { DestinationRule } from "../objects/destination-rule";
import { type VirtualService } from "../objects/virtual-service";
import { findKnown } from "../resources/subject";

export const hostsHaveOneOwner = definePolicy({
  name: "hosts-have-one-owner",
  description:
    "One VirtualService and one DestinationRule speak for a host in the mesh, and none names a subset twice. Of two, Istio follows whichever is older.",
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
      // Two rules for different workloads of the same callers are meant to differ.
      if (!rule.object.spec.at("workloadSelector").isAbsent) return;
      const others = before(rule, view.destinationRules);
      const same = findKnown(
        others,
        (other) =>
          other.host === rule.host &&
          other.object.namespace === rule.object.namespace &&
          other.object.spec.at("workloadSelector").isAbsent,
      );
      for (const other of same) report(`${rule.title} and ${other.title} are both for ${rule.host}`);
      for (const name of repeated(rule.subsetNames())) report(`${rule.title} declares subset ${name} more than once`);
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
    for (const host of rule.hosts()) {
      const rivals = findKnown(before(rule, view.virtualServices), (other) => isRival(other, rule, host));
      for (const rival of rivals) report(`${rule.title} and ${rival.title} both route ${host} in the mesh`);
    }
  },
});

function isRival(other: VirtualService, rule: VirtualService, host: string): boolean {
  return other.isForMesh && other.hosts().includes(host) && seenTogether(other, rule);
}

/** Objects that are exported to their own namespaces alone do not meet. */
function seenTogether(a: VirtualService, b: VirtualService): boolean {
  const isPrivate = ({ object }: VirtualService) => {
    const to = object.spec.at("exportTo").texts();
    return to.length > 0 && to.every((namespace) => namespace === "." || namespace === object.namespace);
  };
  return a.object.namespace === b.object.namespace || !(isPrivate(a) || isPrivate(b));
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
