import { hostCovers } from "../../mesh/client-tls";
import { definePolicy, findKnown } from "../engine/policy";
import { mostSpecific } from "../objects/host";

export const subsetsAreDeclared = definePolicy({
  name: "subsets-are-declared",
  description:
    "Every subset that a route or a mirror names is declared by a DestinationRule for the same host. Requests to one that is not get a 503.",
  severity: "critical",
  codes: ["IST0101", "KIA1107"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0101/",
  remediationSteps:
    "declare the subset in the host's DestinationRule (with the labels of the version's pods), or route to one that is declared.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, each, report }) {
    const targets = virtualService
      .routes()
      .flatMap((route) => route.destinations().map((target) => ({ route, target })));
    each(targets, ({ route, target }) => {
      const { subset } = target;
      if (subset === undefined) return;
      const { host } = target;
      if (host === undefined) return;

      const covering = findKnown(
        view.destinationRules,
        (rule) => rule.host !== undefined && hostCovers(rule.host, host),
      );
      if (mostSpecific(covering, host, (rule) => rule.host).some((rule) => rule.subsetNames().includes(subset))) return;

      // Any rule might be the one that declares it: from here on the host of each must be known.
      const rules = mostSpecific(view.destinationRules, host, (rule) => rule.host);
      if (rules.length === 0) {
        report(`${route.title}: subset ${subset} of ${host}: no DestinationRule of the stack is for that host`);
        return;
      }
      const declared = rules.flatMap((rule) => rule.subsetNames());
      const has = declared.length > 0 ? `declares only ${declared.join(", ")}` : "declares no subsets";
      report(
        `${route.title}: subset ${subset} of ${host} does not exist: ${rules.map(({ title }) => title).join(", ")} ${has}`,
      );
    });
  },
});
