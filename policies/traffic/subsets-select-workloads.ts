import { definePolicy } from "../engine/policy";
import { serviceOf } from "../objects/host";
import { demandToSeeAll } from "../objects/namespaces";
import { labelText, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { NotKnown } from "../resources/value";

export const subsetsSelectWorkloads = definePolicy({
  name: "subsets-select-workloads",
  description:
    "Every subset of a DestinationRule has labels that, with its Service's selector, fit the pods of a workload. Requests to an empty one get a 503.",
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
    const [service] = findKnown(
      view.services,
      ({ name, namespace }) => name === named.service && namespace === named.namespace,
    );
    if (!service) return;
    const selector = service.spec.at("selector").textMap();
    if (Object.keys(selector).length === 0)
      throw new NotKnown(`what is behind ${service.title}`, "is not for it to say: it has no selector");
    const siblings = findKnown(view.endpoints, ({ namespace }) => namespace === named.namespace);

    each(rule.subsets(), (subset) => {
      const labels = subset.at("labels").textMap();
      const name = subset.at("name").text() ?? subset.path;
      if (Object.keys(labels).length === 0) {
        report(
          `${rule.title}: subset ${name} has no labels, so it is every pod of ${service.title} and no version of it`,
        );
        return;
      }
      const behind = findKnown(siblings, ({ podLabels }) => selects(selector, podLabels) && selects(labels, podLabels));
      if (behind.length > 0) return;
      demandToSeeAll(view, named.namespace);
      report(
        `${rule.title}: subset ${name} (${labelText(labels)}) selects none of the pods behind ${service.title} (${labelText(selector)})`,
      );
    });
  },
});
