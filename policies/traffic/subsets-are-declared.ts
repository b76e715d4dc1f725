import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { mostSpecific } from "../../mesh/security/client-tls";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { type DestinationRule } from "../objects/destination-rule";
import { findKnown } from "../resources/subject";
import { followedRules, rulesForAll } from "../rules/client-rules";
import { allRulesCovering, rulesCovering } from "../rules/host-rules";
import { type Client, clientsOf } from "../rules/route-clients";

export const subsetsAreDeclared = definePolicy({
  name: "subsets-are-declared",
  description:
    "Every subset that a route or a mirror names is declared by the DestinationRule that its clients follow for the host. Requests to one that is not get a 503.",
  severity: "critical",
  codes: ["IST0101", "KIA1107"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0101/",
  remediationSteps:
    "declare the subset in the host's DestinationRule (with the labels of the version's pods), or route to one that is declared.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, settings, each, report }) {
    const targets = virtualService
      .routes()
      .flatMap((route) => route.destinations().map((target) => ({ route, target })));
    each(targets, ({ route, target }) => {
      const { subset } = target;
      if (subset === undefined) return;
      const { host } = target;
      if (host === undefined) return;

      const declares = (rule: DestinationRule) => rule.subsetNames().includes(subset);
      const fitting = rulesCovering(view, host);
      const declaring = findKnown(fitting, declares);
      const place = `${route.title}: subset ${subset} of ${host}`;

      // Where none declares it, it does not matter which are followed.
      if (declaring.length === 0) {
        const rules = mostSpecific(allRulesCovering(view, host), host, (rule) => rule.host);
        if (rules.length > 0) report(`${place} does not exist: ${declared(rules)}`);
        else report(`${place}: no DestinationRule of the stack is for that host`);
        return;
      }
      if (rulesForAll(fitting, host)?.some(declares)) return;
      each(clientsOf(route, virtualService, view), (client) => {
        const followed = (rules: readonly DestinationRule[]) =>
          followedRules(rules, host, client, settings.rootNamespace);
        if (followed(fitting).some(declares)) return;

        // Any rule might be the one that is followed: from here on all must be known.
        const rules = followed(allRulesCovering(view, host));
        if (rules.length > 0) report(`${place} does not exist for ${clientText(client)}: ${declared(rules)}`);
        else report(`${place}: ${titles(declaring)} is not followed by ${clientText(client)}`);
      });
    });
  },
});

function clientText({ is, namespace }: Client): string {
  return `${is === "gateway" ? "the gateway" : "clients"} in namespace ${namespace}`;
}

function declared(rules: readonly DestinationRule[]): string {
  const names = rules.flatMap((rule) => rule.subsetNames());
  const has = names.length > 0 ? `declares only ${names.join(", ")}` : "declares no subsets";
  return `${titles(rules)} ${has}`;
}

function titles(rules: readonly DestinationRule[]): string {
  return rules.map(({ title }) => title).join(", ");
}
