import { definePolicy } from "../engine/policy";
import { serviceOf } from "../objects/host";
import { serviceAt } from "../objects/known-hosts";
import { demandToSeeAll } from "../objects/namespaces";
import { labelText } from "../objects/workload";
import { NotKnown } from "../resources/value";
import { podsBehind } from "../rules/service-pods";
import { isNamedSubset, isSplitSubset } from "../rules/split-subsets";

export const subsetsSelectWorkloads = definePolicy({
  name: "subsets-select-workloads",
  description:
    "Every subset that a route or a mirror sends to has labels that, with its Service's selector, fit the pods of a workload. Requests to an empty one get a 503.",
  severity: "high",
  codes: ["IST0173", "KIA0203", "KIA0209"],
  url: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset",
  remediationSteps:
    "make the subset's labels those of the version's pod template, or deploy the version, or remove the subset.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.destinationRules,
  check(rule, { view, each, report }) {
    const named = rule.host === undefined ? undefined : serviceOf(rule.host);
    if (!named) return;
    const service = serviceAt(view, rule.host ?? "");
    if (!service) return;
    const selector = service.spec.at("selector").textMap();
    each(rule.subsets(), (subset) => {
      const labels = subset.at("labels").textMap();
      const name = subset.at("name").text() ?? subset.path;
      // One of all pods is meant for a traffic policy of its own; that it is no version matters where versions are told
      // apart.
      if (Object.keys(labels).length === 0) {
        if (isSplitSubset(view, rule.host, name)) {
          report(
            `${rule.title}: subset ${name} has no labels, so it is every pod of ${service.title} and no version of it`,
          );
        }
        return;
      }
      if (!isNamedSubset(view, rule.host, name)) return;
      if (Object.keys(selector).length === 0)
        throw new NotKnown(`what is behind ${service.title}`, "is not for it to say: it has no selector");
      const behind = podsBehind(service, view, withoutTopology(labels));
      if (behind.length > 0) return;
      demandToSeeAll(view, named.namespace);
      report(
        `${rule.title}: subset ${name} (${labelText(labels)}) selects none of the pods behind ${service.title} (${labelText(selector)})`,
      );
    });
  },
});

/**
 * Labels that no pod template has: istiod gives them to each endpoint, from its node and its cluster (istio.io/istio,
 * label.AugmentLabels; so IST0173, too, looks at the others only).
 */
const TOPOLOGY: ReadonlySet<string> = new Set([
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
  "topology.istio.io/cluster",
  "topology.istio.io/network",
  "kubernetes.io/hostname",
]);

function withoutTopology(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(labels).filter((name) => !TOPOLOGY.has(name));
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? ""]));
}
