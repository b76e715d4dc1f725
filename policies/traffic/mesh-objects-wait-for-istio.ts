import { definePolicy } from "../engine/policy";
import { isIstioGroup, VIRTUAL_SERVICE } from "../objects/kinds";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { VirtualService } from "../objects/virtual-service";
import { rulesCovering, rulesForUnknownHosts } from "../rules/host-rules";
import { ifKnown } from "../rules/if-known";

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
    each(installers(view), (release) => {
      if (!before.has(release.resource) && needsToRun(release)) {
        report(`${object.title} does not wait for the Release ${release.resource.name}`);
      }
    });
    if (!object.is(VIRTUAL_SERVICE)) return;
    const targets = new VirtualService(object).routes().flatMap((route) => route.destinations());
    each(targets, (target) => {
      if (target.subset === undefined) return;
      const { host } = target;
      if (host === undefined) return;
      each([...rulesCovering(view, host), ...rulesForUnknownHosts(view)], (rule) => {
        if (before.has(rule.resource) || rule.host === undefined || rule.subsets().length === 0) return;
        report(`${object.title} does not wait for the ${rule.title}, whose subsets it names`);
      });
    });
  },
});

/** The releases that bring Istio, and those of which that is not known. */
const installers = oncePerStack((view) =>
  view.releases.filter((release) => ifKnown(() => needsToRun(release)) ?? true),
);

/** istiod checks every one of Istio's objects, by a webhook; its chart or the base chart brings their definitions. */
function needsToRun({ istioChart }: StackView["releases"][number]): boolean {
  return istioChart === "base" || istioChart === "istiod";
}
