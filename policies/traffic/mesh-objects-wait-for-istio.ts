import { hostCovers } from "../../mesh/security/client-tls";
import { definePolicy } from "../engine/policy";
import { type DestinationRule } from "../objects/destination-rule";
import { isIstioGroup, VIRTUAL_SERVICE } from "../objects/kinds";
import { type StackView } from "../objects/stack-view";
import { VirtualService } from "../objects/virtual-service";

export const meshObjectsWaitForIstio = definePolicy({
  name: "mesh-objects-wait-for-istio",
  description:
    "Istio's objects depend on the releases that bring their CRDs and webhooks, and a VirtualService on the DestinationRules whose subsets it names. In another order the first up fails, and a route to a subset that Envoy does not know yet answers 503.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes",
  remediationSteps: "add what it has to wait for to the resource's dependsOn, or to that of the component around it.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.objects.filter(({ group, isPatch }) => isIstioGroup(group) && !isPatch),
  check(object, { view, each, report }) {
    const before = object.resource.ancestry();
    each(view.releases, (release) => {
      if (!before.has(release.resource) && needsToRun(release)) {
        report(`${object.title} does not wait for the Release ${release.resource.name}`);
      }
    });
    if (!object.is(VIRTUAL_SERVICE)) return;
    const targets = new VirtualService(object).routes().flatMap((route) => route.destinations());
    each(targets, (target) => {
      if (target.subset === undefined) return;
      const { host } = target;
      each(view.destinationRules, (rule) => {
        if (before.has(rule.resource) || host === undefined || !declaresFor(rule, host)) return;
        report(`${object.title} does not wait for the ${rule.title}, whose subsets it names`);
      });
    });
  },
});

/** istiod checks every one of Istio's objects, by a webhook; its chart or the base chart brings their definitions. */
function needsToRun({ istioChart }: StackView["releases"][number]): boolean {
  return istioChart === "base" || istioChart === "istiod";
}

function declaresFor(rule: DestinationRule, host: string): boolean {
  return rule.host !== undefined && hostCovers(rule.host, host) && rule.subsets().length > 0;
}
